"""mastodon_mock, with its database in a file: ``python mastodon_mock_app.py CONFIG PORT``.

Its WebFinger names another address of an account than its API does, which no server of Mastodon
does; here both say what the API says.
"""

import sys

import uvicorn
from fastapi import Request
from mastodon_mock.app import create_app
from mastodon_mock.config import MastodonMockConfig
from starlette.responses import JSONResponse

FINGER = "/.well-known/webfinger"


def main():
    config, port = sys.argv[1:]
    settings = MastodonMockConfig.load(config)
    app = create_app(settings)

    @app.middleware("http")
    async def same_address(request: Request, call_next):
        answer = await call_next(request)
        if request.url.path != FINGER or answer.status_code != 200:
            return answer
        handle = request.query_params["resource"].removeprefix("acct:")
        address = f"{settings.base_url}/@{handle.partition('@')[0]}"
        link = {"rel": "self", "type": "application/activity+json", "href": address}
        return JSONResponse({"subject": f"acct:{handle}", "links": [link]})

    uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning")


main()
