"""A name server on 127.0.0.1:53, of a network namespace of the test's own: no name exists but the test entries of lists."""
import socket
import struct
import threading

LISTED = b"\x012\x010\x010\x03127"  # 2.0.0.127, RFC 5782 section 5


def answer_to(question):
    end = 12
    while question[end]:
        end += 1 + question[end]
    asked = question[12:end + 5]
    kind = struct.unpack("!H", asked[-4:-2])[0]
    listed = asked.startswith(LISTED) and kind == 1
    head = question[:2] + struct.pack("!5H", 0x8180 if listed else 0x8183, 1, int(listed), 0, 0)
    record = b"\xc0\x0c" + struct.pack("!HHIH4B", 1, 1, 300, 4, 127, 0, 0, 2) if listed else b""
    return head + asked + record


def start():
    """Serves until the process ends, on a thread of its own."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))

    def serve():
        while True:
            question, whose = server.recvfrom(4096)
            server.sendto(answer_to(question), whose)

    threading.Thread(target=serve, daemon=True).start()
