"""Files of people's own archives and of API dumps, written by hand after the documented formats."""

import gzip
import io
import json
import tarfile
import zipfile

from databases import in_memory

from crawlers.files import Options, import_files
from crawlers.files.asked import Asked


def lines(*objects):
    return "".join(json.dumps(each) + "\n" for each in objects)


def ytd(name, *items, part=0):
    """Return a file of an X archive."""
    return f"window.YTD.{name}.part{part} = " + json.dumps(list(items), indent=2)


def as_zip(files, compression=zipfile.ZIP_DEFLATED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return packed.getvalue()


def as_tar(files, *, packed=True):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as bundle:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            bundle.addfile(info, io.BytesIO(data))
    return gzip.compress(out.getvalue()) if packed else out.getvalue()


class Imported:
    """A database with files in it, what was reported, and what was a problem."""

    def __init__(self, folder, files, db=None, owner=None):
        self.db = in_memory() if db is None else db
        paths = []
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            paths.append(str(path))
        self.problems = []
        told = Options(asked=Asked(owner=owner), on_problem=self.problems.append)
        self.reports = list(import_files(self.db, paths, told))

    def acts(self):
        """Return kind, actor, target, post, time and id of every act, as the source names them."""
        query = """
            select acts.kind, actor.native_id, target.native_id, post.native_id, happened_at,
                   acts.native_id
            from interactions as acts
            join accounts as actor on actor.account_id = actor_id
            join accounts as target on target.account_id = target_id
            left join posts as post using (post_id) order by 1, 2, 3, 4, 6
        """
        return [tuple(row) for row in self.db.execute(query)]

    def rows(self, query):
        return [tuple(row) for row in self.db.execute(query)]

    def follows(self):
        query = """
            select actor.native_id, target.native_id, began_at from follows
            join accounts as actor on actor.account_id = actor_id
            join accounts as target on target.account_id = target_id order by 1, 2
        """
        return self.rows(query)

    def left_out(self):
        found = {}
        for report in self.reports:
            for what, times in report.left_out.items():
                found[what] = found.get(what, 0) + times
        return found

    def dump(self):
        return [line for line in self.db.conn.iterdump() if "sqlite_stat" not in line]
