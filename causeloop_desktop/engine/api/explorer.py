"""``/docs``: the API explorer, from assets that we ship; nothing is fetched from elsewhere."""

import sys
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles


def install_explorer(app: FastAPI) -> None:
    """Serve the explorer's page and its assets."""
    folder = explorer_folder()
    app.mount("/docs/assets", StaticFiles(directory=folder), name="explorer")

    @app.get("/docs", include_in_schema=False)
    async def docs() -> FileResponse:
        """The page that loads the explorer."""
        return FileResponse(folder / "index.html")


def explorer_folder() -> Path:
    """Find the assets: in the frozen program, the installed package, or the source tree."""
    package = Path(__file__).parents[2]
    bundle = Path(getattr(sys, "_MEIPASS", package)) / "resources"
    homes = (bundle, package / "resources", package.parent / "resources")
    found = next((home for home in homes if (home / "explorer").is_dir()), homes[-1])
    return found / "explorer"
