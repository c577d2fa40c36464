"""By which network address a visitor counts: the connection's, or the one that a trusted proxy
reports.

Pure text in, text out. A forged header changes nothing unless the connection comes from a proxy
that the server's owner trusts, and even then only what stands to the left of the truth.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LOOPBACK = ("127.0.0.1", "::1")
"""Where a connection from the server's own machine comes from."""

HOUSEHOLD = 64
"""The bits of an IPv6 address that all devices of a household share."""


def networks(text: str) -> tuple[Network, ...]:
    """Addresses and networks (CIDR) that are separated by commas.

    Raises:
        ValueError: one of them is neither.
    """
    parts = (part.strip() for part in text.split(","))
    return tuple(ip_network(part, strict=False) for part in parts if part)


def client_address(
    connection: str | None, forwarded: Sequence[str], trusted: Sequence[Network]
) -> str | None:
    """The address that a visitor counts by; of an IPv6 address, its network of 64 bits.

    ``connection``: the address that the connection comes from; ``None`` on the server's machine.
    ``forwarded``: the values of all ``X-Forwarded-For`` headers, in their order. Of these, the last
    address that is not in ``trusted`` counts, if the connection comes from there. If there is none,
    or something on the way to it is no address, it is the connection's.
    """
    reported = None
    if any(_is_in(_parsed(each), trusted) for each in ([connection] if connection else LOOPBACK)):
        reported = _last_stranger([part for line in forwarded for part in line.split(",")], trusted)
    address = reported or _parsed(connection or "")
    return None if address is None else _counted(address)


def _last_stranger(entries: list[str], trusted: Sequence[Network]) -> Address | None:
    for entry in reversed(entries):
        address = _parsed(entry.strip())
        if address is None or not _is_in(address, trusted):
            return address
    return None


def _parsed(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_in(address: Address | None, trusted: Sequence[Network]) -> bool:
    return address is not None and any(address in network for network in trusted)


def _counted(address: Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((int(address), HOUSEHOLD), strict=False))
