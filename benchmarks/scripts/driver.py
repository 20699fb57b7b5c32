"""Runs texts that the lab exports for Python, each as often as it is told, with a sleep that
writes down how long it was to last and returns at once. It prints the delays of each run as a
line of JSON: {"text": name, "runs": [[ms, ...], ...]}; of a text whose library is not installed,
{"text": name, "absent": "why"}.

    python3 driver.py COUNT DIR NAME=KIND...

All attempts fail.
"""

import json
import os
import sys
import time
import types

waits = []
time.sleep = lambda seconds: waits.append(1000 * seconds)
os.environ.setdefault("STAMINA_TESTING", "")


class Raised(Exception):
    pass


def load(path):
    """A text as a module. Its function raises what it retries, in place of doing nothing."""
    with open(path) as file:
        code = file.read()
    error = next((line.split("(")[0][6:] for line in code.splitlines() if line.startswith("class ")), "Exception")
    module = types.ModuleType("text")
    exec(compile(code.replace("\n    ...\n", f"\n    raise {error}()\n"), path, "exec"), module.__dict__)
    return module


def call(module):
    try:
        module.call()
    except Exception:  # noqa: BLE001
        pass


def urllib3(module):
    from urllib3.exceptions import MaxRetryError
    from urllib3.response import HTTPResponse

    retry = module.retry
    try:
        while True:
            retry = retry.increment("GET", "/", response=HTTPResponse(status=503))
            waits.append(1000 * retry.get_backoff_time())
    except MaxRetryError:
        pass


def google(module):
    def fail():
        from google.api_core import exceptions

        raise exceptions.ServiceUnavailable("unavailable")

    try:
        module.policy(fail)()
    except Exception:  # noqa: BLE001
        pass


use = {"call": call, "urllib3": urllib3, "google": google}


class Requests(types.ModuleType):
    """Stands for requests where that is not installed: only the Retry of a text is used."""

    def __getattr__(self, name):
        return lambda *args, **kwargs: Requests("requests")


try:
    import requests  # noqa: F401
except ImportError:
    sys.modules["requests"] = Requests("requests")
    sys.modules["requests.adapters"] = Requests("requests.adapters")

count, folder = int(sys.argv[1]), sys.argv[2]
for text in sys.argv[3:]:
    name, kind = text.split("=")
    try:
        module = load(os.path.join(folder, name))
    except ImportError as error:
        print(json.dumps({"text": name, "absent": str(error)}))
        continue
    runs = []
    for _ in range(count):
        waits.clear()
        use[kind](module)
        runs.append(list(waits))
    print(json.dumps({"text": name, "runs": runs}))
