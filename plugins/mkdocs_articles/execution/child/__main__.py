"""`python -u PATH/child FOLDER` runs the cells of `FOLDER/request.json`; `python -u PATH/child serve
MODULE…` imports the modules and then runs a folder for each line of its input, in a fork of itself.

Its own modules are out of reach of cells: no path leads to them, and no name.
"""

import importlib
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path[0] = str(here.parent)
program = importlib.import_module(f"{here.name}.program")
server = importlib.import_module(f"{here.name}.server")
sys.path[0] = ""
for name in [name for name in sys.modules if name.partition(".")[0] == here.name]:
    del sys.modules[name]

if sys.argv[1] == "serve":
    server.serve(sys.argv[2:])
program.main(Path(sys.argv[1]))
