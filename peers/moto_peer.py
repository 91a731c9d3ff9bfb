"""moto's server (SQS and STS, played) on a free port of this machine.

It says its port on one line of its standard output, as {"port": 40001}, and ends with its standard input, so it cannot
outlive the test that started it, however that ends.
"""

import json
import logging
import sys

from moto.server import ThreadedMotoServer

# Its requests, a line each, would stand between the lines of the tests.
logging.getLogger("werkzeug").disabled = True

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
_, port = server.get_host_and_port()
print(json.dumps({"port": port}), flush=True)
sys.stdin.read()
