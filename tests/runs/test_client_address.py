import pytest

from cnn.runs.client_address import client_address, networks

PROXY = networks("10.0.0.0/8, 2001:db8:ffff::1")
ON_THE_SAME_MACHINE = networks("127.0.0.1")


def test_a_connection_from_the_servers_own_machine_has_no_address() -> None:
    assert client_address(None, [], ()) is None
    assert client_address(None, ["203.0.113.9"], ()) is None


def test_a_forged_header_changes_nothing() -> None:
    assert client_address("203.0.113.9", ["198.51.100.1"], ()) == "203.0.113.9"
    assert client_address("203.0.113.9", ["198.51.100.1"], PROXY) == "203.0.113.9"


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (["203.0.113.9"], "203.0.113.9"),
        (["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
        (["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
        (["203.0.113.9, 10.1.2.3 ,10.0.0.7"], "203.0.113.9"),
        (["2001:db8:1:2:3::4, 2001:db8:ffff::1"], "2001:db8:1:2::/64"),
        (["::ffff:203.0.113.9"], "203.0.113.9"),
    ],
)
def test_a_trusted_proxy_reports_the_last_address_that_is_not_its_own(
    forwarded: list[str], address: str
) -> None:
    assert client_address("10.0.0.1", forwarded, PROXY) == address


@pytest.mark.parametrize(
    "forwarded",
    [
        [],
        [""],
        ["unknown"],
        ["203.0.113.9:443"],
        ["203.0.113.9, <script>"],
        ["203.0.113.9, 10.0.0.7, 1.2.3"],
        ["10.0.0.7, 10.0.0.8"],
        ["203.0.113.9,"],
    ],
)
def test_without_an_address_that_can_be_read_the_connection_counts(forwarded: list[str]) -> None:
    assert client_address("10.0.0.1", forwarded, PROXY) == "10.0.0.1"


def test_a_proxy_on_the_servers_own_machine_can_be_trusted() -> None:
    for trusted in (ON_THE_SAME_MACHINE, networks("::1")):
        assert client_address(None, ["203.0.113.9"], trusted) == "203.0.113.9"
        assert client_address(None, ["nonsense"], trusted) is None


def test_the_devices_of_a_household_count_as_one() -> None:
    one, other = "2001:db8:1:2:aaaa::1", "2001:db8:1:2:bbbb::9"
    assert client_address(one, [], ()) == client_address(other, [], ()) == "2001:db8:1:2::/64"
    assert client_address("2001:db8:1:3::1", [], ()) == "2001:db8:1:3::/64"
    assert client_address("fe80::1%eth0", [], ()) == "fe80::/64"


def test_an_ipv4_address_may_be_written_as_an_ipv6_one() -> None:
    assert client_address("::ffff:203.0.113.9", [], ()) == "203.0.113.9"
    assert client_address("::ffff:10.0.0.1", ["203.0.113.9"], PROXY) == "203.0.113.9"


def test_what_is_no_network_is_told() -> None:
    assert networks("") == ()
    with pytest.raises(ValueError, match="proxy"):
        networks("10.0.0.1, proxy")
