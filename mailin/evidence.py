"""Who really sent a mail: what our own mail server stamped, and nothing that a sender could have written."""

import re
from email.utils import getaddresses

import authres
from authres import AuthenticationResultsHeader, AuthResError

from core.incoming import Evidence, SenderProof
from mailin.parse import Parsed

HEADER = "Authentication-Results"
MICROSOFT = re.compile(r"(?:^|[\s;])(dmarc|dkim|spf)=([a-z]+)", re.IGNORECASE)
MICROSOFT_DOMAIN = re.compile(r"header\.(?:from|d)=([a-z0-9.-]+)", re.IGNORECASE)
MOST_STAMP = 4000


def sender_of(mail: Parsed) -> tuple[str, str] | None:
    """Give the one name and address in From; None when there is none, or more than one."""
    values = mail.headers("From")
    if len(values) != 1:
        return None
    found = [(name, address.strip().lower()) for name, address in getaddresses(values) if address]
    if len(found) != 1 or found[0][1].count("@") != 1 or not all(found[0][1].split("@")):
        return None
    return found[0]


def evidence_of(
    mail: Parsed, address: str, *, authserv_ids: frozenset[str], microsoft_stamp: bool
) -> tuple[SenderProof, Evidence]:
    """Say what the topmost stamp proves of the sender's domain.

    Only the topmost Authentication-Results counts, and only when it names our own server: a sender can write as many
    below it as they like. DMARC decides; where the domain has no DMARC record, aligned DKIM or SPF does.
    """
    stamps = mail.headers(HEADER)
    if not stamps or len(stamps[0]) > MOST_STAMP:
        return SenderProof.NONE, Evidence.NOTHING
    domain = address.rpartition("@")[2]
    results = _standard(stamps[0], authserv_ids)
    if results is None and microsoft_stamp:
        results = _microsoft(stamps[0])
    proof = SenderProof.NONE if results is None else _judge(results, domain)
    return proof, Evidence.DOMAIN if proof is SenderProof.PASS else Evidence.NOTHING


Result = tuple[str, str, str]


def _standard(stamp: str, authserv_ids: frozenset[str]) -> list[Result] | None:
    """Read the standard form (RFC 8601): (method, result, domain) for each; None when it is not our server's."""
    try:
        header = AuthenticationResultsHeader.parse(f"{HEADER}: {stamp}")  # type: ignore[call-arg]  # bound by the library at run time
    except (AuthResError, ValueError, IndexError, TypeError):
        return None
    if str(header.authserv_id or "").lower() not in {name.lower() for name in authserv_ids}:
        return None
    return [(str(one.method).lower(), str(one.result).lower(), _domain_of(one)) for one in header.results]


def _domain_of(result: authres.core.AuthenticationResult) -> str:
    """Give the domain that a result speaks of."""
    wanted = {"dmarc": ("from",), "dkim": ("d", "i"), "spf": ("mailfrom", "smtp.mailfrom", "helo")}
    for name in wanted.get(str(result.method).lower(), ()):
        for found in result.properties:
            if found.name.lower() == name.rpartition(".")[2]:
                return str(found.value).rpartition("@")[2].lower().strip('"<>')
    return ""


def _microsoft(stamp: str) -> list[Result] | None:
    """Read Microsoft's form, which names no server: strictly, one result a clause."""
    results: list[Result] = []
    for clause in stamp.split(";"):
        methods = MICROSOFT.findall(clause)
        if len(methods) != 1:
            if methods:
                return None
            continue
        domain = MICROSOFT_DOMAIN.search(clause) or re.search(r"smtp\.mailfrom=([a-z0-9.@-]+)", clause, re.IGNORECASE)
        found = domain[1].rpartition("@")[2].lower() if domain else ""
        results.append((methods[0][0].lower(), methods[0][1].lower(), found))
    return results or None


def _judge(results: list[Result], domain: str) -> SenderProof:
    """Let DMARC decide; without a record, a pass of DKIM or SPF for the very domain or one above it."""
    dmarc = [(result, about) for method, result, about in results if method == "dmarc"]
    if dmarc:
        if len(dmarc) > 1:
            return SenderProof.FAIL
        result, about = dmarc[0]
        if about and about != domain:
            return SenderProof.FAIL
        if result in {"pass", "bestguesspass"} and (about or result == "pass"):
            return SenderProof.PASS if result == "pass" else _without_dmarc(results, domain)
        if result in {"fail", "quarantine", "reject"}:
            return SenderProof.FAIL
        if result != "none":
            return SenderProof.NONE
    return _without_dmarc(results, domain)


def _without_dmarc(results: list[Result], domain: str) -> SenderProof:
    for method, result, about in results:
        if method in {"dkim", "spf"} and result == "pass" and is_aligned(domain, about):
            return SenderProof.PASS
    return SenderProof.NONE


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
