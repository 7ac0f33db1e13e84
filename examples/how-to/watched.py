"""What you see while you edit: starts `whestdocs profile --watch`, and saves a change."""

import signal
import subprocess
import sys
from pathlib import Path

FILE = Path("02_mean_propagation.py")
COMMAND = [sys.executable, "-P", "-m", "whestdocs", "profile", FILE.name, "--watch"]


def main():
    signal.signal(signal.SIGINT, signal.default_int_handler)  # In the background it is ignored.
    with subprocess.Popen(
        [*COMMAND, *sys.argv[1:]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as watch:
        edits = [("w * w", "w**2")]
        for line in watch.stdout:
            print(line, end="")
            if "Ctrl-C ends this" not in line:
                continue
            if not edits:
                watch.send_signal(signal.SIGINT)
                break
            FILE.write_text(FILE.read_text().replace(*edits.pop()))
    print(f"exit code {watch.returncode}")


main()
