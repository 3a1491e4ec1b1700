"""What a person may do on the stage's Mastodon about a status or an account: favourite, mute, block, report."""

from collections.abc import Callable, Iterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.model.clock import iso
from backend.stage import mastodon_views as views
from backend.stage.deeds import Deeds, Report
from backend.stage.mastodon_door import Door, Handler, is_true
from backend.stage.script import Person, Wire
from backend.stage.wire import Json, Refusal, answer, fields
from backend.stage.world import Said, World

MAX_COMMENT = 1000
CATEGORIES = ("spam", "legal", "violation", "other")
NOT_FOUND = {"error": "Record not found"}

Change = Callable[[str], None]


class Acts:
    """The doors of acts. `found` returns the status that a request names, as far as we may see it."""

    def __init__(self, world: World, door: Door, found: Callable[[Request], Said]) -> None:
        self._world = world
        self._door = door
        self._found = found

    def routes(self) -> Iterator[Route]:
        """Give the doors."""
        deeds = self._deeds
        yield self._post("/api/v1/statuses/{id}/favourite", "write:favourites", self.favour(on=True))
        yield self._post("/api/v1/statuses/{id}/unfavourite", "write:favourites", self.favour(on=False))
        yield self._post("/api/v1/accounts/{id}/mute", "write:mutes", self.about_person(deeds.muted.add))
        yield self._post("/api/v1/accounts/{id}/unmute", "write:mutes", self.about_person(deeds.muted.discard))
        yield self._post("/api/v1/accounts/{id}/block", "write:blocks", self.about_person(self._block))
        yield self._post("/api/v1/accounts/{id}/unblock", "write:blocks", self.about_person(self._unblock))
        yield self._post("/api/v1/reports", "write:reports", self.report)
        between = self._door.opened("read:follows", self.relationships)
        yield Route("/api/v1/accounts/relationships", between, methods=["GET"])

    @property
    def _deeds(self) -> Deeds:
        return self._world.deeds[Wire.MASTODON]

    def _post(self, path: str, scope: str, handler: Handler) -> Route:
        return Route(path, self._door.opened(scope, handler), methods=["POST"])

    def favour(self, *, on: bool) -> Handler:
        """Return what favourites a status or takes that back; both can be done twice."""

        async def done(request: Request) -> Response:
            said = self._found(request)
            if on:
                self._deeds.liked[said.id] = ""
                self._deeds.note("like", said.id)
            else:
                self._deeds.liked.pop(said.id, None)
            return answer(views.status(self._world, said))

        return done

    def about_person(self, change: Change) -> Handler:
        """Return what changes how we stand to somebody, and shows it. Nothing can be done to ourselves."""

        async def done(request: Request) -> Response:
            person = self._person(request.path_params["id"])
            if person is not self._world.us:
                change(person.key)
            return answer(views.relationship(self._deeds, person))

        return done

    async def relationships(self, request: Request) -> Response:
        """Show how we stand to people."""
        wanted = request.query_params.getlist("id[]") or request.query_params.getlist("id")
        people = [one for one in self._world.people.values() if views.account_id(one) in wanted]
        return answer([views.relationship(self._deeds, one) for one in people])

    async def report(self, request: Request) -> Response:
        """File a report, and another one each time it is asked for."""
        asked = await fields(request)
        person = self._person(str(asked.get("account_id") or ""))
        statuses = [self._of(person, str(one)) for one in _listed(asked, "status_ids")]
        category = "violation" if _listed(asked, "rule_ids") else str(asked.get("category") or "other")
        _check_report(category, str(asked.get("comment") or ""))
        made = self._deeds.report(
            who=person.key,
            what=tuple(one.id for one in statuses),
            filed=category,
            comment=str(asked.get("comment") or ""),
            at=self._world.now(),
            forward="@" in person.mastodon and (asked.get("forward") is True or is_true(str(asked.get("forward")))),
        )
        return answer(_shown(self._world, made, person))

    def _block(self, person: str) -> None:
        """Block somebody: what we were told of them is forgotten (mastodon/mastodon, AfterBlockService)."""
        self._deeds.blocked[person] = ""
        self._world.forget_notices(Wire.MASTODON, person)

    def _unblock(self, person: str) -> None:
        self._deeds.blocked.pop(person, None)

    def _person(self, wanted: str) -> Person:
        found = next((one for one in self._world.people.values() if views.account_id(one) == wanted), None)
        if found is None:
            raise Refusal(404, NOT_FOUND)
        return found

    def _of(self, person: Person, status_id: str) -> Said:
        said = self._world.find(Wire.MASTODON, status_id)
        if said is None or said.by is not person:
            raise Refusal(404, NOT_FOUND)
        return said


def _listed(asked: Json, name: str) -> list[object]:
    """Return the values of a list, written as JSON or as a form."""
    found = asked.get(name) or asked.get(f"{name}[]") or []
    return found if isinstance(found, list) else [found]


def _check_report(category: str, comment: str) -> None:
    """Refuse what the server refuses; there are no rules here, so none can be broken."""
    if category not in CATEGORIES:
        raise Refusal(422, {"error": f"'{category}' is not a valid category"})
    if category == "violation":
        raise Refusal(422, {"error": "Validation failed: Rules does not reference valid rules"})
    if len(comment) > MAX_COMMENT:
        limit = f"Validation failed: Comment is too long (maximum is {MAX_COMMENT} characters)"
        raise Refusal(422, {"error": limit})


def _shown(world: World, report: Report, person: Person) -> Json:
    return {
        "id": str(report.id),
        "action_taken": False,
        "action_taken_at": None,
        "category": report.filed,
        "comment": report.comment,
        "forwarded": report.forward,
        "created_at": iso(report.at),
        "status_ids": list(report.what),
        "rule_ids": None,
        "collection_ids": [],
        "target_account": views.account(world, person),
    }
