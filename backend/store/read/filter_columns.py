"""Terms of a query that ask a comment's own columns, or the case it is in."""

from backend.model.category import Category
from backend.model.comment import Inflow
from backend.model.traits import suggesting
from backend.policy.query_terms import About, Age, Alike, InCase, InLanguage, Likes, OfKind, ThisOne, UnderPost
from backend.store.read.clause import Asked, Clause, Part

Columnar = Age | Likes | InLanguage | OfKind | About | ThisOne | UnderPost | InCase | Alike


def of_column(term: Columnar, asked: Asked) -> Clause:
    """Return what one of these terms asks, not turned round."""
    match term:
        case Age():
            sign = "<" if term.op == ">" else ">"
            return Clause(rest=Part(f"c.sort_at {sign} ?", (asked.now - term.span,)))
        case Likes():
            index = "comment_likes" if term.op == ">" else ""
            return Clause(rest=Part(f"c.likes {term.op} ?", (term.many,)), index=index)
        case InLanguage():
            said = "coalesce(lower(c.language), '')"
            start = f"{term.language}-"
            rest = Part(f"({said} = ? OR substr({said}, 1, ?) = ?)", (term.language, len(start), start))
            return Clause(rest=rest)
        case OfKind():
            return _of_kind(term.kind)
        case About():
            return _about(Category(term.category))
        case ThisOne():
            source = Part("SELECT id FROM comment WHERE id = ?", (term.comment_id,))
            return Clause(rest=Part("c.id = ?", (term.comment_id,)), source=source)
        case UnderPost():
            source = Part("SELECT id FROM comment WHERE post_id = ?", (term.post_id,))
            return Clause(rest=Part("c.post_id = ?", (term.post_id,)), source=source)
        case InCase():
            return in_case("x.case_id = ?", (term.case_id,))
        case Alike():
            its = "(SELECT q.alike FROM comment AS q WHERE q.id = ?)"
            source = Part(f"SELECT id FROM comment WHERE alike = {its}", (term.comment_id,))
            return Clause(rest=Part(f"coalesce(c.alike = {its}, FALSE)", (term.comment_id,)), source=source)


def _of_kind(kind: str) -> Clause:
    if kind == Inflow.OWN:
        return Clause(rest=Part("(c.own AND c.kind = 'own')"), index="comment_own", wide=True)
    index = "" if kind == Inflow.COMMENT else "comment_kind"
    return Clause(rest=Part(f"c.kind = '{Inflow(kind)}'"), index=index, wide=kind == Inflow.CONTEXT)


def _about(category: Category) -> Clause:
    mask, bits = suggesting(category)
    suggested = f"(c.category = '' AND (c.traits & {mask}) = {bits})"
    return Clause(rest=Part(f"(c.category = '{category}' OR {suggested})"), index="comment_traits")


def in_case(which: str, params: tuple[object, ...] = ()) -> Clause:
    """Comments of the cases that fulfil a condition on `x`, a row of `case_comment`."""
    rest = f"EXISTS (SELECT 1 FROM case_comment AS x WHERE x.comment_id = c.id AND {which})"
    source = f"SELECT x.comment_id AS id FROM case_comment AS x WHERE {which}"
    return Clause(rest=Part(rest, params), source=Part(source, params))
