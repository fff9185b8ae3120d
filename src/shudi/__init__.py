"""Sichuan's 50 key counties for rural revitalization assistance, with their source.

    >>> import shudi
    >>> shudi.find("美姑县").tier
    <Tier.NATIONAL: 'national'>
    >>> shudi.resolve("四川省凉山州美姑县塔哈村").division.code
    '513436'

The list is that of 川农领〔2021〕12号 (2021-08-10): 25 national and 25 provincial
key counties. It is bundled; nothing is fetched.
"""

from importlib import import_module

__version__ = "0.1.0"

TYPE_CHECKING = False  # typing's own takes a moment to import, in which Ctrl-C may come
if TYPE_CHECKING:
    from shudi.api import *  # noqa: F403
else:
    # Lazy: importing the library would slow every command, and Ctrl-C meanwhile would
    # show a traceback.
    def __getattr__(name: str) -> object:
        api = import_module("shudi.api")
        if name == "__all__":
            return api.__all__
        if name in api.__all__:
            return getattr(api, name)
        raise AttributeError(f"module 'shudi' has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *import_module("shudi.api").__all__})
