"""A milter: what checks mail for Postfix and stamps it, here with the verdicts that a test gives."""

import asyncio
import struct
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

ADD_HEADERS = 0x01
# Only headers and the end of a mail matter: no connect, greeting, sender, recipient, body, end of headers, or others.
NOT_WANTED = 0x01 | 0x02 | 0x04 | 0x08 | 0x10 | 0x40 | 0x100 | 0x200
VERSION = 6


@asynccontextmanager
async def running_milter(name: str, verdicts: Mapping[str, str]) -> AsyncIterator[int]:
    """Stamp every mail under a name: "dmarc=" and the verdict on the domain in From, "fail" for others. Gives a port.

    Source: the milter protocol as Sendmail's libmilter speaks it (mfdef.h).
    """

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        domain = ""
        try:
            while True:
                (length,) = struct.unpack("!I", await reader.readexactly(4))
                packet = await reader.readexactly(length)
                command, content = packet[:1], packet[1:]
                if command == b"O":
                    _, _, offered = struct.unpack("!III", content[:12])
                    answer(writer, b"O" + struct.pack("!III", VERSION, ADD_HEADERS, offered & NOT_WANTED))
                elif command == b"L":
                    header, value, *_ = content.split(b"\0")
                    if header.lower() == b"from":
                        domain = value.decode().rpartition("@")[2].strip("> ")
                    answer(writer, b"c")
                elif command == b"E":
                    stamp = f"{name}; dmarc={verdicts.get(domain, 'fail')} header.from={domain}"
                    place = struct.pack("!I", 1)  # where OpenDKIM and OpenDMARC put theirs
                    answer(writer, b"i" + place + b"Authentication-Results\0" + stamp.encode() + b"\0")
                    answer(writer, b"a")
                elif command == b"Q":
                    break
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def answer(writer: asyncio.StreamWriter, packet: bytes) -> None:
    """Send one packet."""
    writer.write(struct.pack("!I", len(packet)) + packet)
