"""The command line. What the commands do is in the services; here they are named, and their answers told."""

from app.cli.base import main
from app.cli.keeping import backup, fixity, rebuild, restore
from app.cli.people import units, user
from app.cli.running import demo, doctor, init, serve, worker
from app.cli.stock import export, import_, rederive, reindex, reread, undo

for command in (
    init,
    demo,
    serve,
    worker,
    user,
    units,
    import_,
    undo,
    reindex,
    rederive,
    reread,
    export,
    fixity,
    backup,
    restore,
    rebuild,
    doctor,
):
    main.add_command(command)

__all__ = ["main"]
