"""The sample book on a desk that the tests of a module share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tests.tui.shared_desk import SharedDesk

from holdfast.engine import Engine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share a desk share the loop it runs in."""
    for item in items:
        if "desks" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.asyncio(loop_scope="module"), append=False)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desks(sample_engine: Engine) -> AsyncIterator[SharedDesk]:
    """Each test finds it as it was when it was opened."""
    async with SharedDesk(sample_engine) as shared:
        yield shared
