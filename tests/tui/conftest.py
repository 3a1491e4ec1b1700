"""Screens are tested on a loop: a test that is a coroutine gets one of its own. English and the usual keys."""

import asyncio
import inspect
from collections.abc import Iterator

import pytest

from backend.i18n import set_language
from tui import bound, symbols


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine test to its end; leave every other test to pytest."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = inspect.signature(pyfuncitem.obj).parameters
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in wanted}))
    return True


@pytest.fixture(autouse=True)
def _as_shipped() -> Iterator[None]:
    """Begin and end in the source language, with the table's own keys and the usual signs."""
    _ship()
    yield
    _ship()


def _ship() -> None:
    set_language("en")
    bound.use(None)
    symbols.use(symbols.UNICODE)
