"""Who really sent a mail: what our own mail server stamped, and nothing that a sender could have written."""

import re
from ipaddress import ip_address

import authres
from authres import AuthenticationResultsHeader, AuthResError

from core.incoming import Evidence, SenderProof
from mailin.parse import Parsed, one_line, plain_header

HEADER = "Authentication-Results"
MOST_STAMP = 4000
MOST_COMMENTS = 40
MOST_ADDRESS = 254
LOCAL = r"[^\s<>()\[\]\\,;:\"@]{1,64}"
DOMAIN = r"[^\W_](?:[\w-]{0,62})(?:\.[\w-]{1,63})+"
NAMED_SENDER = re.compile(
    rf"(?P<name>(?:\"(?:[^\"\\]|\\.)*\"|[^\"<>(),:;@\\])*)<\s*(?P<address>{LOCAL}@{DOMAIN})\s*>\s*(?:\([^()]*\))?"
)
ECHOED_SENDER = re.compile(rf"'?(?P<name>{LOCAL}@{DOMAIN})'?\s?<\s*(?P<address>{LOCAL}@{DOMAIN})\s*>")
BARE_SENDER = re.compile(rf"(?P<address>{LOCAL}@{DOMAIN})\s*(?:\((?P<name>[^()]*)\))?")
RECEIVED_BY = re.compile(r"(?:^|\s)by\s+([^\s;()]+)", re.IGNORECASE)
MICROSOFT_HOSTS = ("outlook.com", "office365.us", "exchangelabs.com", "outlook.de", "partner.outlook.cn")
MICROSOFT_CLAUSE = re.compile(
    r"\s*(?P<method>spf|dkim|dmarc|compauth)=(?P<result>[a-z]+)\s*(?:\([^()]*\))?\s*(?P<rest>[^()]*)", re.IGNORECASE
)
BARE_DOMAIN = re.compile(DOMAIN)
MICROSOFT_PROPERTIES = {
    "smtp.mailfrom",
    "smtp.helo",
    "header.d",
    "header.i",
    "header.s",
    "header.from",
    "action",
    "reason",
}
MICROSOFT_ABOUT = {"spf": "smtp.mailfrom", "dkim": "header.d", "dmarc": "header.from"}

Result = tuple[str, str, str]


def sender_of(mail: Parsed) -> tuple[str, str] | None:
    """Give the one name and address in From; None when there is none, or more than one.

    The address is read before anything is decoded: an encoded name may decode to what looks like another address.
    """
    values = mail.raw_headers("From")
    if len(values) != 1:
        return None
    written = values[0]
    found = NAMED_SENDER.fullmatch(written) or BARE_SENDER.fullmatch(written) or ECHOED_SENDER.fullmatch(written)
    if found is None or len(found["address"]) > MOST_ADDRESS:
        return None
    address = found["address"].lower()
    if found.re is ECHOED_SENDER and found["name"].lower().strip("'") != address:
        return None
    name = re.sub(r"\\(.)", r"\1", (found["name"] or "").strip().strip('"'))
    return plain_header(name)[:200].strip("\"' "), address


def evidence_of(
    mail: Parsed, address: str, *, authserv_ids: frozenset[str], microsoft_stamp: bool
) -> tuple[SenderProof, Evidence]:
    """Say what the topmost stamp proves of the sender's domain.

    Only the topmost Authentication-Results counts, only when it names our own server, and only when no server of others
    handled the mail after it: a sender can write as many below it as they like. DMARC decides; where the domain has no
    DMARC record, aligned DKIM or SPF does.
    """
    proof = SenderProof.NONE
    stamp, handled_by = _topmost(mail)
    if stamp is not None and len(stamp) <= MOST_STAMP:
        results = _standard(stamp, authserv_ids, handled_by)
        if results is None and microsoft_stamp:
            results = _microsoft(stamp, handled_by)
        if results is not None:
            proof = _judge(results, ascii_domain(address.rpartition("@")[2]))
    return proof, Evidence.DOMAIN if proof is SenderProof.PASS else Evidence.NOTHING


def _topmost(mail: Parsed) -> tuple[str | None, list[str]]:
    """Give the topmost stamp and the servers that wrote a Received above it; none when there is no stamp."""
    handled_by: list[str] = []
    for name, value in mail.message.items():
        if name.lower() == "received":
            found = RECEIVED_BY.search(one_line(str(value)))
            handled_by.append(found[1].lower().strip("[].") if found else "")
        elif name.lower() == HEADER.lower():
            return " ".join(str(value)[: MOST_STAMP * 2].split()), handled_by
    return None, handled_by


def _is_near(host: str, names: frozenset[str] | tuple[str, ...]) -> bool:
    """Say whether a server is one of these, of the same domain, or a name within a network."""
    if "." not in host or host.endswith((".local", ".internal", ".lan", ".localdomain", ".localhost")):
        try:
            return ip_address(host).is_private
        except ValueError:
            return bool(host)
    try:
        return ip_address(host).is_private
    except ValueError:
        return any(_family(host) == _family(name) or host.endswith(f".{name}") for name in names)


def _family(host: str) -> str:
    """Give the last labels of a name: two, or three when the one before the last is short as in "co.uk"."""
    labels = host.lower().rstrip(".").split(".")
    is_short = len(labels) > 2 and len(labels[-2]) <= 3  # noqa: PLR2004 - com.br, co.uk, org.nl and their kin
    return ".".join(labels[-3 if is_short else -2 :])


def _standard(stamp: str, authserv_ids: frozenset[str], handled_by: list[str]) -> list[Result] | None:
    """Read the standard form (RFC 8601): (method, result, domain) for each; None when it is not our server's."""
    if stamp.count("(") > MOST_COMMENTS:
        return None
    try:
        header = AuthenticationResultsHeader.parse(f"{HEADER}: {stamp}")  # type: ignore[call-arg]  # bound by the library at run time
    except (AuthResError, ValueError, IndexError, TypeError, AttributeError, RecursionError):
        return None
    names = frozenset(name.lower() for name in authserv_ids)
    if str(header.authserv_id or "").lower() not in names or not all(_is_near(host, names) for host in handled_by):
        return None
    return [(str(one.method).lower(), str(one.result).lower(), _domain_of(one)) for one in header.results]


def _domain_of(result: authres.core.AuthenticationResult) -> str:
    """Give the domain that a result speaks of; what a server calls itself in its greeting is nobody's domain."""
    wanted = {"dmarc": ("from",), "dkim": ("d", "i"), "spf": ("mailfrom",)}
    for name in wanted.get(str(result.method).lower(), ()):
        for found in result.properties:
            if found.name.lower() == name and found.value:
                return ascii_domain(str(found.value).rpartition("@")[2].lower().strip('"<> '))
    return ""


def _microsoft(stamp: str, handled_by: list[str]) -> list[Result] | None:
    """Read Microsoft's form, which names no server: one result a clause, and nothing else; None for any other form."""
    if not all(_is_near(host, MICROSOFT_HOSTS) for host in handled_by):
        return None
    results: list[Result] = []
    for clause in stamp.rstrip("; ").split(";"):
        if results and BARE_DOMAIN.fullmatch(clause.strip()):
            continue
        found = MICROSOFT_CLAUSE.fullmatch(clause)
        if found is None:
            return None
        method = found["method"].lower()
        pairs = [pair.lower().partition("=") for pair in found["rest"].split()]
        about = {name: value for name, _, value in pairs if value}
        if len(about) != len(pairs) or not about.keys() <= MICROSOFT_PROPERTIES:
            return None
        domain = about.get(MICROSOFT_ABOUT.get(method, ""), "").rpartition("@")[2]
        results.append((method, found["result"].lower(), ascii_domain(domain)))
    return results


def _judge(results: list[Result], domain: str) -> SenderProof:
    """Let DMARC decide; without a record, a pass of DKIM or SPF for the very domain or one of its family."""
    dmarc = [(result, about) for method, result, about in results if method == "dmarc"]
    if len(dmarc) > 1:
        return SenderProof.FAIL
    if dmarc:
        result, about = dmarc[0]
        if about and about != domain:
            return SenderProof.FAIL
        if result == "pass":
            return SenderProof.PASS
        if result in {"fail", "quarantine", "reject"}:
            return SenderProof.FAIL
        if result not in {"none", "bestguesspass"}:
            return SenderProof.NONE
    is_aligned_pass = any(
        method in {"dkim", "spf"} and result == "pass" and is_aligned(domain, about)
        for method, result, about in results
    )
    return SenderProof.PASS if is_aligned_pass else SenderProof.NONE


def is_aligned(domain: str, about: str) -> bool:
    """Say whether a proof for one domain speaks for another: the same one, or one below the other.

    Without a list of public suffixes only a name with two labels or more can stand above another, and a signature for
    "co.uk" proves nothing of "bank.co.uk" to a careful reader, so names of two short labels don't either.
    """
    if not about or "." not in about:
        return False
    if domain == about:
        return True
    first = about.split(".", maxsplit=1)[0]
    is_suffix_like = about.count(".") == 1 and len(first) <= 3  # noqa: PLR2004 - com.br, co.uk, org.nl and their kin
    return not is_suffix_like and (domain.endswith(f".{about}") or about.endswith(f".{domain}"))


def ascii_domain(domain: str) -> str:
    """Write a domain as DNS knows it, so that both ways of writing one compare equal."""
    try:
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
