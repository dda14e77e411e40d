"""The first page in a real browser: from the first account to what happens on the server, told live."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from .server import Server

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
SOON = 30_000  # milliseconds
JUST_NOW = re.compile(r"last (now|[1-4] seconds? ago)")


@pytest.fixture
async def server(folder: Path) -> AsyncIterator[Server]:
    found = Server(folder / "home")
    await found.start()
    try:
        yield found
    finally:
        await found.close()


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = await browser.new_context(viewport=DESK, locale="en-GB")
        yield await context.new_page()
        await browser.close()


@pytest.mark.needs("chromium")
@pytest.mark.timeout(180)
class TestFirstPage:
    async def test_from_the_first_account_to_live_news(self, server: Server, page: Page) -> None:
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

        await page.goto(server.url)
        await page.fill("[name=username]", "ada")
        await page.fill("[name=password]", "correct horse battery")
        await page.fill("[name=passwordConfirmation]", "correct horse battery")
        await page.click("button")

        await expect(page.get_by_role("status")).to_have_text("live", timeout=SOON)
        for part in ("Queue", "Lately", "Tasks", "Server"):
            await expect(page.get_by_role("region", name=part)).to_be_visible()
        await expect(page.get_by_text("Nothing is being downloaded.")).to_be_visible()

        row = page.get_by_text("Housekeeping", exact=True).locator("xpath=..")
        await expect(row).not_to_contain_text(JUST_NOW, timeout=SOON)
        async with page.expect_response(lambda answer: answer.url.endswith("/api/v3/command")) as posted:
            await page.get_by_role("button", name="Run Housekeeping now").click()
        command = await (await posted.value).json()
        assert (command["name"], command["trigger"]) == ("Housekeeping", "manual")
        # The page does not ask again by itself: that the task has run, it was told.
        await expect(row).to_contain_text(JUST_NOW, timeout=SOON)

        await page.set_viewport_size(PHONE)
        assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert complaints == []

    async def test_without_the_server_it_says_so_and_comes_back(self, server: Server, page: Page) -> None:
        await server.stop()
        await server.start(CINEARR_AUTH="external")
        await page.goto(server.url)
        await expect(page.get_by_role("status")).to_have_text("live", timeout=SOON)
        await server.stop()
        await expect(page.get_by_role("status")).to_have_text("connection lost", timeout=SOON)
        await server.start(CINEARR_AUTH="external")
        await expect(page.get_by_role("status")).to_have_text("live", timeout=2 * SOON)
