"""A link between two hosts with delay and loss, which this kernel has no module for: TAP devices, joined by this program.

Runs as one host: bad-link.py <pid of a process of the other host> <delay of each way in ms> <loss in percent>
Prints `up` when the device `bad0` is there at both: 10.99.0.1 here, 10.99.0.2 there. On stdin: `cut <seconds>`; `healed` is printed when
they are over.
"""
import ctypes, fcntl, heapq, os, random, select, struct, subprocess, sys, time

pid, delay, loss = sys.argv[1], float(sys.argv[2]) / 1000, float(sys.argv[3]) / 100
libc = ctypes.CDLL(None, use_errno=True)
random.seed(7)

def enter(namespace):
    fd = os.open(namespace, os.O_RDONLY)
    if libc.setns(fd, 0x40000000) != 0:
        raise OSError(ctypes.get_errno(), "setns")
    os.close(fd)

def make(address):
    tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tap, 0x400454CA, struct.pack("16sH", b"bad0", 0x1002))  # TUNSETIFF: IFF_TAP | IFF_NO_PI
    for command in (f"address add {address}/24 brd + dev bad0", "link set bad0 up multicast on",
                    "route replace 224.0.0.0/4 dev bad0"):
        subprocess.run(["ip", *command.split()], check=True)
    return tap

subprocess.run(["ip", "link", "set", "eth0", "down"], check=True)
taps = [make("10.99.0.1")]
enter(f"/proc/{pid}/ns/net")
subprocess.run(["ip", "link", "set", "eth0", "down"], check=True)
taps.append(make("10.99.0.2"))
print("up", flush=True)

queue, number, cut = [], 0, None
while True:
    if cut is not None and time.monotonic() >= cut:
        cut = None
        print("healed", flush=True)
    ends = ([queue[0][0]] if queue else []) + ([cut] if cut is not None else [])
    wait = max(0, min(ends) - time.monotonic()) if ends else None
    for ready in select.select([0, *taps], [], [], wait)[0]:
        if ready == 0:
            line = os.read(0, 4096).decode()
            if not line:
                sys.exit(0)
            cut = time.monotonic() + float(line.split()[1])
            continue
        for _ in range(64):
            try:
                frame = os.read(ready, 65536)
            except BlockingIOError:
                break
            if cut is None and random.random() >= loss:
                number += 1
                heapq.heappush(queue, (time.monotonic() + delay, number, taps[1 - taps.index(ready)], frame))
    while queue and queue[0][0] <= time.monotonic():
        _, _, tap, frame = heapq.heappop(queue)
        try:
            os.write(tap, frame)
        except (BlockingIOError, OSError):
            pass
