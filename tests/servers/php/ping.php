<?php
// php ping.php HOST: lets a blog tell the others of its links, as WordPress does from its cron.
$_SERVER['HTTP_HOST'] = $argv[1];
$_SERVER['REQUEST_URI'] = '/';
require getenv('WP_ROOT') . '/wp-load.php';
do_all_pings();
