"""A proxy for HTTP/1.1 that does to messages what a network may do to them: loses them on either way, holds a connection open
without a word, doubles a request, or brings it after its sender has given up. One random source decides."""

import asyncio
import collections
import contextlib
import threading

FAULTS = ["lose the request", "lose the answer", "fall silent", "double the request", "bring it late", "slow it down"]


class FaultyProxy:
    """Stands before any number of servers, on ports of its own, until `close`. Quiet until `share` is above 0."""

    def __init__(self, random, late=2.5):
        self.random = random
        # How many messages in a hundred meet a fault; how long a late one takes, in seconds.
        self.share = 0
        self.late = late
        self.counts = collections.Counter()
        self.loop = asyncio.new_event_loop()
        self.servers, self.tasks, self.late_ones = [], set(), set()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def before(self, port):
        """Listens for one server of this machine; returns the port to be used in its place."""
        return asyncio.run_coroutine_threadsafe(self._listen(port), self.loop).result()

    def wait_for_the_late(self):
        """Returns when every message that is late has arrived."""

        async def arrived():
            while self.late_ones:
                await asyncio.gather(*self.late_ones, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(arrived(), self.loop).result(60)

    def close(self):
        async def end():
            for server in self.servers:
                server.close()
            tasks = [*self.tasks, *self.late_ones]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def _listen(self, port):
        async def serve(reader, writer):
            self.tasks.add(asyncio.current_task())
            try:
                await self._serve(reader, writer, port)
            except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                pass  # either side is gone: that is the end of it
            finally:
                writer.close()
                self.tasks.discard(asyncio.current_task())

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        self.servers.append(server)
        return server.sockets[0].getsockname()[1]

    async def _serve(self, reader, writer, port):
        upstream = None
        try:
            while True:
                request = await message(reader)
                fault = self.random.choice(FAULTS) if self.random.random() * 100 < self.share else None
                if fault:
                    self.counts[fault] += 1
                if fault == "lose the request":
                    return
                if fault == "slow it down":
                    await asyncio.sleep(self.random.uniform(0, 0.1))
                if fault == "bring it late":
                    # Its sender has gone when it arrives, and may have asked about it, and sent it again.
                    self._later(request, port)
                    await reader.read()
                    return
                if fault == "double the request":
                    await exchange(request, await asyncio.open_connection("127.0.0.1", port))
                if upstream is None or upstream[0].at_eof():
                    upstream = await asyncio.open_connection("127.0.0.1", port)
                try:
                    answer = await say(request, upstream)
                except (OSError, asyncio.IncompleteReadError):
                    # The server had closed the kept connection; or it died, and the next one is refused.
                    upstream = await asyncio.open_connection("127.0.0.1", port)
                    answer = await say(request, upstream)
                if fault == "lose the answer":
                    return
                if fault == "fall silent":
                    await reader.read()  # until the other side ends it
                    return
                writer.write(answer)
                await writer.drain()
        finally:
            if upstream:
                upstream[1].close()

    def _later(self, request, port):
        async def bring():
            await asyncio.sleep(self.late + self.random.uniform(0, 1))
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await exchange(request, await asyncio.open_connection("127.0.0.1", port))

        task = self.loop.create_task(bring())
        self.late_ones.add(task)
        task.add_done_callback(self.late_ones.discard)


async def message(reader):
    """One message, head and body, as it came."""
    head = await reader.readuntil(b"\r\n\r\n")
    fields = dict(
        line.split(b":", 1) for line in head.lower().split(b"\r\n")[1:] if b":" in line
    )
    if b"chunked" in fields.get(b"transfer-encoding", b""):
        body = b""
        while True:
            size = await reader.readuntil(b"\r\n")
            chunk = await reader.readexactly(int(size, 16) + 2)
            body += size + chunk
            if int(size, 16) == 0:
                return head + body
    return head + await reader.readexactly(int(fields.get(b"content-length", b"0")))


async def say(request, connection):
    reader, writer = connection
    writer.write(request)
    await writer.drain()
    return await message(reader)


async def exchange(request, connection):
    """One message and its answer over a connection of their own."""
    try:
        return await say(request, connection)
    finally:
        connection[1].close()
