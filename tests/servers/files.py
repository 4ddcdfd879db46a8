"""Serve one folder of files a host: ``python files.py FOLDER ADDRESS PORT``."""

import sys
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Files(SimpleHTTPRequestHandler):
    """Looks for files in the folder of the host that is asked for."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".opml": "text/x-opml",
        ".xml": "application/xml",
    }

    def send_head(self):
        folder = self.server.folders.get(self.headers.get("Host"))
        if folder is None:
            self.send_error(404, "No such host")
            return None
        self.directory = str(folder)
        return super().send_head()


def main():
    folder, address, port = sys.argv[1:]
    server = ThreadingHTTPServer((address, int(port)), Files)
    server.folders = {path.name: path for path in Path(folder).iterdir()}
    server.serve_forever()


if __name__ == "__main__":
    main()
