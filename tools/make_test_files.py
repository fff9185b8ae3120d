"""Make the files in tests/files anew, each by the program that people write it with.

    /usr/bin/python3 tools/make_test_files.py

LibreOffice saves county.fods, which is written by hand, as .xls, .ods and .xlsx, and
as an .xls and an .ods with the password 123. GDAL's ogr2ogr writes the GeoJSON. The
Python must be one that has LibreOffice's `uno` (python3-uno on Debian). The files
differ a little each time: they hold the time, and the salt of the password.
"""

import os
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

FILES = Path(__file__).parents[1] / "tests/files"
FILTERS = {
    ".ods": "calc8",
    ".xls": "MS Excel 97",
    ".xlsx": "Calc MS Excel 2007 XML",
}
ENCRYPTED = (".ods", ".xls")
PASSWORD = "123"
COUNTIES = """\
name,code,x,y
美姑县,513436,103.132,28.328
布拖县,513429,102.808,27.709
锦江区,510104,104.081,30.657
雷波县,513437,,
"""


def main() -> None:
    """Write all files."""
    with TemporaryDirectory() as folder:
        save_workbooks(Path(folder))
    # What has no coordinates becomes a null geometry.
    subprocess.run(
        [
            *("ogr2ogr", "-f", "GeoJSON", FILES / "counties.geojson", "CSV:/vsistdin/"),
            *("-oo", "X_POSSIBLE_NAMES=x", "-oo", "Y_POSSIBLE_NAMES=y"),
            *("-oo", "KEEP_GEOM_COLUMNS=NO", "-nln", "counties"),
        ],
        input=COUNTIES.encode(),
        check=True,
    )


def save_workbooks(folder: Path) -> None:
    """Have LibreOffice save county.fods in each format."""
    pipe = f"pipe,name=shudi{os.getpid()}"
    office = ["soffice", "--headless", f"-env:UserInstallation={folder.as_uri()}"]
    for suffix, name in FILTERS.items():
        target = ["--convert-to", f"{suffix[1:]}:{name}", "--outdir", FILES]
        subprocess.run([*office, *target, FILES / "county.fods"], check=True)
    started = subprocess.Popen([*office, f"--accept={pipe};urp;"])
    try:
        desktop = connected(f"uno:{pipe};urp;StarOffice.ComponentContext")
        source = (FILES / "county.ods").as_uri()
        document = desktop.loadComponentFromURL(
            source, "_blank", 0, options(Hidden=True)
        )
        for suffix in ENCRYPTED:
            url = (FILES / f"encrypted{suffix}").as_uri()
            chosen = options(FilterName=FILTERS[suffix], Password=PASSWORD)
            document.storeToURL(url, chosen)
    finally:
        started.terminate()
        started.wait()


def connected(url: str) -> object:
    """The desktop of a LibreOffice that is being started."""
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", context
    )
    while True:
        try:
            remote = resolver.resolve(url)
            break
        except NoConnectException:
            time.sleep(0.5)
    return remote.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.Desktop", remote
    )


def options(**values: object) -> tuple[PropertyValue, ...]:
    """The arguments of a call, as LibreOffice takes them."""
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


if __name__ == "__main__":
    main()
