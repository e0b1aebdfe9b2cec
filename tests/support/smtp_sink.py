"""A mail server that keeps what it gets, and fails as its recipients' names say (tests/support/smtp_sink.hpp).

smtp_sink.py FOLDER MODE [CERTIFICATE KEY]   MODE: plain, starttls, tls. Prints its port; ends with its input.
"""
import asyncio
import json
import os
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

folder, mode = pathlib.Path(sys.argv[1]), sys.argv[2]
context = None
if mode != "plain":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[4])


class Sink:
    kept = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        fault = address.split("@")[0]
        if fault.startswith("rcpt-"):
            return fault[len("rcpt-"):] + " not this one"
        if fault == "drop-rcpt":
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        fault = envelope.rcpt_tos[0].split("@")[0]
        if fault.startswith("data-"):
            return fault[len("data-"):] + " not like this"
        Sink.kept += 1
        one = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "data": envelope.content.decode("latin-1"),
               "tls": session.ssl is not None or mode == "tls",
               "user": session.auth_data.login.decode() if session.auth_data else "", "hello": session.host_name}
        part = folder / f"{Sink.kept}.part"
        part.write_text(json.dumps(one))
        part.rename(folder / f"{Sink.kept}.json")
        if fault == "drop-data":
            server.transport.abort()
        if fault == "hang-data":
            await asyncio.sleep(3600)
        return "250 2.0.0 kept as " + str(Sink.kept)


def login(server, session, envelope, mechanism, data):
    right = data.login == b"offlist" and data.password == b"swordfish"
    return AuthResult(success=right, handled=right, auth_data=data)


def make():
    return SMTP(Sink(), hostname="sink.test", authenticator=login, auth_require_tls=mode == "starttls",
                tls_context=context if mode == "starttls" else None, require_starttls=mode == "starttls")


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(make, "127.0.0.1", 0, ssl=context if mode == "tls" else None)
    os.write(1, f"{server.sockets[0].getsockname()[1]}\n".encode())  # in one piece: the reader closes behind it
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())
