-- Which hosts a blog has tasks on is asked for every page that names it: the index answers alone.
drop index crawl_tasks_by_site;
create index crawl_tasks_by_site on crawl_tasks (site, host);
