"""One actor of pubby: ``python pubby_app.py FOLDER PORT HOST LOGIN NAME BIO [rest]``.

It federates. With ``rest`` it has a Mastodon API that can be read; without, strangers see what
servers see. The library is AGPL-3.0: it runs here, in a process of its own, and nothing of the
project imports it.
"""

import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request
from pubby import ActivityPubHandler, Object
from pubby.crypto import export_private_key_pem, generate_rsa_keypair, load_private_key
from pubby.server.adapters.fastapi import bind_activitypub
from pubby.server.adapters.fastapi_mastodon import bind_mastodon_api
from pubby.storage.adapters.db import init_db_storage

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def handler_of(folder, host, login, name, bio):
    key = Path(folder) / "key.pem"
    if not key.exists():
        key.write_text(export_private_key_pem(generate_rsa_keypair()[0]))
    return ActivityPubHandler(
        storage=init_db_storage(f"sqlite:///{folder}/pubby.db"),
        webfinger_domain=host,
        private_key=load_private_key(key.read_text()),
        actor_config={
            "base_url": f"http://{host}",
            "username": login,
            "name": name,
            "summary": bio,
        },
    )


def main():
    folder, port, host, login, name, bio, *rest = sys.argv[1:]
    handler, app = handler_of(folder, host, login, name, bio), FastAPI()
    bind_activitypub(app, handler)
    if rest:
        bind_mastodon_api(app, handler, title=name)

    @app.post("/publish")
    async def publish(request: Request):
        said = await request.json()
        tags = [{"type": "Hashtag", "name": f"#{tag}"} for tag in said["tags"]]
        note = Object(
            id=said["id"],
            type="Note",
            content=said["content"],
            url=said["id"],
            attributed_to=handler.actor_id,
            to=[PUBLIC],
            cc=[handler.followers_url],
            tag=tags,
        )
        handler.publish_object(note)
        return {}

    uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning")


main()
