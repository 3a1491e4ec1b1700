"""Templates from before they were reviewed: what was approved stays in use, and the titles are among the words."""

from pathlib import Path

import pytest

from backend.store.migrate import Steps, migrate
from backend.store.read.templates import templates
from backend.store.read.templates_review import versions
from backend.store.reader import Reader
from tests.store.cluster import Cluster
from tests.store.test_upgrade_triage import run

BEFORE = Steps(head="0008", known=tuple(f"{number:04}" for number in range(1, 9)))

ROWS = """
INSERT INTO template (id, code, language, title, state, version, uses) VALUES (1, 'a', 'sv', 'A', 'approved', 2, 3);
INSERT INTO template (id, code, language, title, state, version, uses) VALUES (2, 'b', 'sv', 'B', 'draft', 1, 0);
INSERT INTO template_version (id, template_id, number, body, made_at) VALUES (1, 1, 1, 'old', 1);
INSERT INTO template_version (id, template_id, number, body, made_at) VALUES (2, 1, 2, 'new', 1);
INSERT INTO template_version (id, template_id, number, body, made_at) VALUES (3, 2, 1, 'not yet', 1);
"""


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_what_was_approved_stays_in_use(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> None:
    url = f"sqlite:///{tmp_path}/old.sqlite3"
    if database == "postgresql":
        cluster: Cluster = request.getfixturevalue("cluster")
        url = cluster.make()
    migrate(url, BEFORE)
    run(url, ROWS)
    migrate(url)
    reader = Reader.open(url)
    (used,) = templates(reader, None)
    assert (used.code, used.title, used.body, used.version, used.approved, used.uses) == ("a", "A", "new", 2, 2, 3)
    assert [(one.number, one.title, one.verdict) for one in versions(reader, 1)] == [(2, "A", "approved"), (1, "A", "")]
    assert [one.code for one in templates(reader, None, approved_only=False)] == ["a", "b"]
    reader.close()
