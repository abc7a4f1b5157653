# Starts the child processes of one executor thread and hands their output on. It is small, so that starting a process
# costs little however large the engine has grown. See launcher-frames.ts for what the two say to each other, and
# docs/decisions/0005-launcher.md for why it is there.
#
# It runs with Python 3.8 or later and nothing but its standard library. It ends when its stdin does, and asks what
# still runs to end.
import errno
import fcntl
import os
import select
import signal
import struct
import time

REQUESTS, OUTPUT, TROUBLE, EVENTS = 0, 1, 2, 3
CHUNK = 65536
# Output that waits to be taken: with more, the pipes of the children are not read, and the children wait.
WAITING_BYTES = 262144
# A child that has said so much is offered to the thread, which reads it without a way through here.
OFFER_BYTES = 65536
# The size that its pipes get then.
PIPE_BYTES = 262144
F_SETPIPE_SZ = 1031
# What a young child says waits so long for its end, because most short commands have ended by then: one message for all
# of it wakes the thread once instead of four times. Nothing overtakes: what is said goes off in the order it was read.
HOLD_SECONDS = 0.002
HOLD_BYTES = 16384
YOUNG_SECONDS = 0.02
# The system counts pages of a process in batches, so two figures of the same memory may differ by this.
PEAK_SLACK = 1048576

HEAD = struct.Struct('<IBI')
LENGTH = struct.Struct('<I')
EXITED = struct.Struct('<HBQQB')
IS_OPEN, IS_MERGED, HAS_WHOLE_ENVIRONMENT = 1, 2, 4


def frame(kind, number, payload=b''):
    return HEAD.pack(len(payload) + 5, kind, number) + payload


class Channel:
    """A way to the executor thread; what it does not take at once waits."""

    def __init__(self, fd):
        self.fd = fd
        self.frames = []
        self.size = 0
        self.rest = b''
        os.set_blocking(fd, False)
        os.set_inheritable(fd, False)

    def send(self, kind, number, payload=b''):
        self.frames.append(frame(kind, number, payload))
        self.size += len(payload)

    def flush(self):
        if self.frames:
            self.rest += b''.join(self.frames)
            self.frames.clear()
            self.size = 0
        had = len(self.rest)
        view = memoryview(self.rest)
        try:
            while view:
                view = view[os.write(self.fd, view):]
        except BlockingIOError:
            pass
        if len(view) < had:
            self.rest = bytes(view)


class Child:
    __slots__ = ('number', 'pid', 'started', 'outputs', 'input', 'waiting', 'said', 'is_offered')

    def __init__(self, number, pid):
        self.number = number
        self.pid = pid
        self.started = time.monotonic()
        self.outputs = []
        self.input = None
        # What its stdin has not taken yet: pairs of a view and the size of the whole piece. None is its end.
        self.waiting = []
        # Bytes of output until it was offered to the thread; while it is, its outputs are not read.
        self.said = 0
        self.is_offered = False


class Launcher:
    def __init__(self):
        self.events = Channel(EVENTS)
        self.output = Channel(OUTPUT)
        self.base = {}
        self.path = None
        self.null = os.open(os.devnull, os.O_RDONLY)
        self.requests = bytearray()
        self.children = {}
        self.by_pid = {}
        # What each file descriptor is for: (child, stream) for output, a child for input.
        self.readers = {}
        self.writers = {}
        self.poll = select.epoll()
        # One level below, so that all children's output can be left alone at once.
        self.outputs = select.epoll()
        self.is_reading = True
        self.is_writing = {EVENTS: False, OUTPUT: False}
        # When what is held goes off at the latest; None while nothing is. Zero: at once.
        self.due = None
        self.own_peak = own_peak()
        wake, wakes = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, stack: None)
        self.wake = wake
        self.poll.register(wake, select.EPOLLIN)
        self.poll.register(REQUESTS, select.EPOLLIN)
        self.poll.register(self.outputs.fileno(), select.EPOLLIN)

    def run(self):
        self.events.send(0, 0)
        self.due = 0
        while True:
            for fd, _ in self.poll.poll(self.wait()):
                if fd == REQUESTS:
                    self.take_requests()
                elif fd == self.wake:
                    os.read(self.wake, CHUNK)
                    self.reap()
                elif fd == self.outputs.fileno():
                    for reader, _ in self.outputs.poll(0, 16):
                        self.read(reader)
                elif fd in self.writers:
                    self.write(self.writers[fd])

    def wait(self):
        """Sends what has to go now, or returns the seconds for which it may still wait."""
        if self.due and self.output.size < HOLD_BYTES and not self.output.rest and not self.events.rest:
            left = self.due - time.monotonic()
            if left > 0:
                return left
        self.due = None
        self.flush()
        return None

    def hold(self, child):
        """What this child has said may wait for its end while it is young."""
        if self.due != 0:
            now = time.monotonic()
            if now - child.started > YOUNG_SECONDS:
                self.due = 0
            elif self.due is None:
                self.due = now + HOLD_SECONDS

    def flush(self):
        for channel in (self.events, self.output):
            channel.flush()
            is_full = len(channel.rest) > 0
            if is_full != self.is_writing[channel.fd]:
                self.is_writing[channel.fd] = is_full
                if is_full:
                    self.poll.register(channel.fd, select.EPOLLOUT)
                else:
                    self.poll.unregister(channel.fd)
        may_read = len(self.output.rest) < WAITING_BYTES
        if may_read != self.is_reading:
            self.is_reading = may_read
            if may_read:
                self.poll.register(self.outputs.fileno(), select.EPOLLIN)
            else:
                self.poll.unregister(self.outputs.fileno())

    def take_requests(self):
        received = os.read(REQUESTS, CHUNK)
        if not received:
            self.stop()
        self.requests += received
        at = 0
        available = len(self.requests)
        while available - at >= 4:
            end = at + 4 + LENGTH.unpack_from(self.requests, at)[0]
            if end > available:
                break
            _, kind, number = HEAD.unpack_from(self.requests, at)
            self.take(kind, number, bytes(self.requests[at + HEAD.size:end]))
            at = end
        del self.requests[:at]

    def stop(self):
        """The engine is gone, or its thread: nobody hears what still runs. What does not end, the next engine ends."""
        for pid in self.by_pid:
            for number in (signal.SIGTERM, signal.SIGCONT):
                try:
                    os.kill(-pid, number)
                except OSError:
                    pass
        os._exit(0)

    def take(self, kind, number, payload):
        if kind == 0:
            self.base = environment_of(payload.split(b'\0')[:-1])
            return
        if kind == 1:
            try:
                self.start(number, payload)
            except OSError as problem:
                self.events.send(2, number, LENGTH.pack(problem.errno or errno.EINVAL))
                self.due = 0
            return
        child = self.children.get(number)
        if child is None:
            return
        if kind == 2:
            child.waiting.append((memoryview(payload), len(payload)))
            self.write(child)
        elif kind == 3:
            child.waiting.append(None)
            self.write(child)
        elif kind == 4:
            for fd in list(child.outputs):
                self.close_output(child, fd)
        elif kind == 5:
            for fd in child.outputs:
                del self.readers[fd]
                os.close(fd)
            child.outputs.clear()
            self.forget(child)
        elif kind == 6 and child.is_offered:
            child.is_offered = False
            for fd in child.outputs:
                self.outputs.register(fd, select.EPOLLIN)

    def start(self, number, payload):
        flags = payload[0]
        at = 1
        parts = []
        for _ in range(3):
            size = LENGTH.unpack_from(payload, at)[0]
            parts.append(payload[at + 4:at + 4 + size])
            at += 4 + size
        folder, variables, words = parts
        environment = {} if flags & HAS_WHOLE_ENVIRONMENT else self.base.copy()
        environment.update(environment_of(variables.split(b'\0')[:-1]))
        os.chdir(folder)
        opened = []
        try:
            stdin = self.null
            if flags & IS_OPEN:
                stdin, to_child = pipe(opened)
            from_out, stdout = pipe(opened)
            from_err, stderr = (None, stdout) if flags & IS_MERGED else pipe(opened)
            pid = self.spawn(words.split(b'\0')[:-1], environment, (stdin, stdout, stderr))
        except BaseException:
            for fd in opened:
                os.close(fd)
            raise
        finally:
            # A folder that somebody wants to remove is not held.
            os.chdir('/')
        child = Child(number, pid)
        self.children[number] = child
        self.by_pid[pid] = child
        os.close(stdout)
        self.listen(child, from_out, b'\0')
        if from_err is not None:
            os.close(stderr)
            self.listen(child, from_err, b'\1')
        if flags & IS_OPEN:
            os.close(stdin)
            os.set_blocking(to_child, False)
            child.input = to_child
        # It was not waited for yet, so its entry is there even when it has ended.
        self.events.send(1, number, LENGTH.pack(pid) + start_time(pid))
        self.hold(child)

    def spawn(self, words, environment, streams):
        # The system looks for the command along the PATH of the caller.
        path = environment.get(b'PATH')
        if path != self.path:
            self.path = path
            if path is None:
                os.unsetenv(b'PATH')
            else:
                os.putenv(b'PATH', path)
        options = {
            'file_actions': [(os.POSIX_SPAWN_DUP2, fd, number) for number, fd in enumerate(streams)],
            'setsid': True,
            'setsigmask': (),
            'setsigdef': DEFAULT_SIGNALS,
        }
        try:
            return os.posix_spawnp(words[0], words, environment, **options)
        except OSError as problem:
            if problem.errno != errno.ENOEXEC:
                raise
        # A file without a first line that names its interpreter is a script of the shell, as everywhere.
        script = find(words[0], path)
        return os.posix_spawn(b'/bin/sh', [b'/bin/sh', script] + words[1:], environment, **options)

    def listen(self, child, fd, stream):
        self.readers[fd] = (child, stream)
        child.outputs.append(fd)
        self.outputs.register(fd, select.EPOLLIN)

    def read(self, fd):
        if fd not in self.readers:
            return
        child, stream = self.readers[fd]
        if child.is_offered:
            return
        received = os.read(fd, CHUNK)
        if not received:
            self.close_output(child, fd)
            return
        self.output.send(6, child.number, stream + received)
        self.hold(child)
        if child.said < OFFER_BYTES:
            child.said += len(received)
            if child.said >= OFFER_BYTES:
                self.offer(child)

    def offer(self, child):
        """Both streams at once, so that one way is as long as the other."""
        child.is_offered = True
        payload = b''
        for fd in child.outputs:
            self.outputs.unregister(fd)
            try:
                fcntl.fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES)
            except OSError:
                pass
            payload += self.readers[fd][1] + LENGTH.pack(fd)
        self.output.send(8, child.number, payload)

    def close_output(self, child, fd):
        _, stream = self.readers.pop(fd)
        child.outputs.remove(fd)
        if not child.is_offered:
            self.outputs.unregister(fd)
        os.close(fd)
        self.output.send(7, child.number, stream)
        self.hold(child)
        self.forget(child)

    def write(self, child):
        """Gives a child's stdin what it takes; each piece is confirmed when the system has all of it."""
        try:
            while child.waiting and child.input is not None:
                if child.waiting[0] is None:
                    self.close_input(child)
                    return
                view, size = child.waiting[0]
                view = view[os.write(child.input, view):]
                if view:
                    child.waiting[0] = (view, size)
                    continue
                child.waiting.pop(0)
                self.events.send(4, child.number, LENGTH.pack(size))
                self.due = 0
        except BlockingIOError:
            if child.input not in self.writers:
                self.writers[child.input] = child
                self.poll.register(child.input, select.EPOLLOUT)
            return
        except OSError:
            self.close_input(child)
            return
        if child.input in self.writers:
            del self.writers[child.input]
            self.poll.unregister(child.input)
        if child.input is None and child.waiting:
            child.waiting.clear()
            self.events.send(5, child.number)
            self.due = 0

    def close_input(self, child):
        if child.input is None:
            return
        if self.writers.pop(child.input, None) is not None:
            self.poll.unregister(child.input)
        os.close(child.input)
        child.input = None
        child.waiting.clear()
        self.events.send(5, child.number)
        self.due = 0

    def reap(self):
        while self.by_pid:
            pid, status, used = os.wait4(-1, os.WNOHANG)
            if pid == 0:
                return
            child = self.by_pid.pop(pid, None)
            if child is None:
                continue
            try:
                os.kill(-pid, 0)
                is_gone = 0
            except OSError:
                is_gone = 1
            self.close_input(child)
            self.events.send(3, child.number, EXITED.pack(status, is_gone, *self.usage_of(used)))
            self.hold(child)
            self.forget(child)

    def usage_of(self, used):
        """Processor time in microseconds, peak memory in bytes, and whether the peak may have been smaller: until it
        became its command a child had the memory of this process, and the system counts that as its own."""
        peak = used.ru_maxrss * 1024
        if peak > self.own_peak + PEAK_SLACK:
            self.own_peak = own_peak()
        is_bound = peak <= self.own_peak + PEAK_SLACK
        return round((used.ru_utime + used.ru_stime) * 1e6), peak, is_bound

    def forget(self, child):
        if not child.outputs and child.pid not in self.by_pid:
            self.children.pop(child.number, None)
            self.due = 0


def pipe(opened):
    pair = os.pipe2(os.O_CLOEXEC)
    opened.extend(pair)
    return pair


def environment_of(variables):
    return dict(variable.split(b'=', 1) for variable in variables)


def find(command, path):
    if b'/' in command:
        return command
    for folder in (path or b'/bin:/usr/bin').split(b':'):
        file = os.path.join(folder, command)
        if os.access(file, os.X_OK) and os.path.isfile(file):
            return file
    raise OSError(errno.ENOENT, 'not found')


def own_peak():
    """Most memory that this process has had, in bytes; what it was before it was Python does not count."""
    try:
        with open('/proc/self/status', 'rb') as file:
            for line in file:
                if line.startswith(b'VmHWM:'):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return 0


def start_time(pid):
    try:
        file = os.open('/proc/%d/stat' % pid, os.O_RDONLY)
    except OSError:
        return b''
    try:
        text = os.read(file, 4096)
    except OSError:
        return b''
    finally:
        os.close(file)
    return text[text.rindex(b')') + 2:].split(b' ', 20)[19]


# Python ignores some signals; the commands must not.
DEFAULT_SIGNALS = [
    getattr(signal, name) for name in ('SIGPIPE', 'SIGXFSZ', 'SIGXFZ') if hasattr(signal, name)
]

# What the engine has open is inherited where whoever opened it did not say otherwise, as for its catalog. It is not for
# commands, and would keep the space of a folder that is deleted meanwhile.
for name in os.listdir('/proc/self/fd'):
    if int(name) > EVENTS:
        try:
            os.close(int(name))
        except OSError:
            # That of the listing itself.
            pass
os.set_inheritable(REQUESTS, False)
os.chdir('/')
try:
    os.posix_spawn(b'/', [b'/'], {}, setsid=True, setsigmask=(), setsigdef=DEFAULT_SIGNALS)
except OSError:
    # Refused, as it should be: this system can do it.
    Launcher().run()
