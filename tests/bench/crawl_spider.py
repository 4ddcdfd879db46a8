"""The rival: a plain Scrapy spider: python crawl_spider.py HOMES OUTPUT WORKERS.

It reads the home pages that a file lists, their feeds, and the pages that these name, one request
at a time a host, as robots.txt allows, and writes the links of each page as JSON lines.
"""

import sys
from pathlib import Path

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor


class Spider(scrapy.Spider):
    """Home page, feed, posts."""

    name = "links"

    def __init__(self, homes, **options):
        super().__init__(**options)
        self.start_urls = Path(homes).read_text().split()
        self.links = LinkExtractor(unique=True)

    def parse(self, response):
        """Follow the feed of a home page."""
        yield {
            "page": response.url,
            "links": [link.url for link in self.links.extract_links(response)],
        }
        for address in response.css("link[rel=alternate]::attr(href)").getall():
            yield response.follow(address, self.parse_feed)

    def parse_feed(self, response):
        """Follow the posts of a feed."""
        for item in response.xpath("//item"):
            yield response.follow(item.xpath("link/text()").get(), self.parse_post)

    def parse_post(self, response):
        """Keep what a post says, and where it links to."""
        yield {
            "page": response.url,
            "title": response.css("h1::text").get(),
            "text": " ".join(response.css("article ::text").getall()),
            "links": [link.url for link in self.links.extract_links(response)],
        }


if __name__ == "__main__":
    homes, output, workers = sys.argv[1:]
    process = CrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "CONCURRENT_REQUESTS": int(workers),
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "DOWNLOAD_DELAY": 0,
            "LOG_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "FEEDS": {output: {"format": "jsonlines", "overwrite": True}},
        }
    )
    process.crawl(Spider, homes=homes)
    process.start()
