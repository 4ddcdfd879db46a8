<?php
// php install.php < blog.json: makes an empty blog of what the JSON says of it.
define('WP_INSTALLING', true);
$blog = json_decode(stream_get_contents(STDIN), true);
$_SERVER['HTTP_HOST'] = $blog['host'];
$_SERVER['REQUEST_URI'] = '/';
require getenv('WP_ROOT') . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';

$login = $blog['authors'][0]['login'];
wp_install($blog['title'], $login, "$login@example.org", true, '', 'only for tests');
foreach ([
    'blogdescription' => $blog['tagline'],
    'permalink_structure' => '/%year%/%monthnum%/%postname%/',
    'default_pingback_flag' => 1,
    'default_ping_status' => 'open',
    'comment_previously_approved' => 0,
    'comment_moderation' => 0,
    'posts_per_page' => 10,
    'thread_comments' => 1,
] as $option => $value) {
    update_option($option, $value);
}
switch_theme($blog['theme']);
flush_rewrite_rules();
foreach ([1, 2, 3] as $id) {
    wp_delete_post($id, true);
}
