"""Where the list comes from."""

from typing import NamedTuple


class Notification(NamedTuple):
    """The document that the list comes from."""

    number: str
    title: str
    issuer: str
    issued: str  # ISO 8601 date


NOTIFICATION = Notification(
    number="川农领〔2021〕12号",
    title="关于印发国家和省乡村振兴重点帮扶县名单的通知",
    issuer="中共四川省委农村工作领导小组",
    issued="2021-08-10",
)
