<?php
// php fill.php < blog.json: writes people, posts, comments and the blogroll of an installed blog.
$blog = json_decode(stream_get_contents(STDIN), true);
$_SERVER['HTTP_HOST'] = $blog['host'];
$_SERVER['REQUEST_URI'] = '/';
require getenv('WP_ROOT') . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/bookmark.php';

function must($result) {
    if (is_wp_error($result) || !$result) {
        fwrite(STDERR, is_wp_error($result) ? $result->get_error_message() : 'nothing was written');
        exit(1);
    }
    return $result;
}

function fill_people(array $people): array {
    $ids = [];
    foreach ($people as $person) {
        $known = get_user_by('login', $person['login']);
        $ids[$person['name']] = must(wp_insert_user([
            'ID' => $known ? $known->ID : null,
            'user_login' => $person['login'],
            'user_email' => $person['login'] . '@example.org',
            'user_pass' => 'only for tests',
            'display_name' => $person['name'],
            'description' => $person['bio'],
            'user_url' => $person['url'] ?? '',
            'role' => $known ? 'administrator' : 'author',
        ]));
    }
    return $ids;
}

function fill_post(array $post, array $people, string $status): int {
    return must(wp_insert_post(wp_slash([
        'post_title' => $post['title'],
        'post_name' => $post['slug'],
        'post_content' => $post['html'],
        'post_date' => $post['published'],
        'post_date_gmt' => $post['published'],
        'post_author' => $people[$post['author']],
        'post_status' => $status,
        'post_password' => $post['access'] === 'password' ? 'secret' : '',
        'tags_input' => $post['tags'],
    ]), true));
}

function fill_comment(array $comment, int $post_id, int $parent): int {
    return must(wp_insert_comment(wp_slash([
        'comment_post_ID' => $post_id,
        'comment_parent' => $parent,
        'comment_author' => $comment['author'],
        'comment_author_email' => sanitize_title($comment['author']) . '@example.org',
        'comment_author_url' => $comment['author_url'] ?? '',
        'comment_content' => $comment['text'],
        'comment_date' => $comment['at'],
        'comment_date_gmt' => $comment['at'],
    ])));
}

function fill_blogroll(array $entries): void {
    $category = must(wp_insert_term('Blogroll', 'link_category'));  // a link with none is in no OPML
    foreach ($entries as $entry) {
        must(wp_insert_link(wp_slash([
            'link_url' => $entry['url'],
            'link_name' => $entry['name'],
            'link_rss' => $entry['url'] . '/feed/',
            'link_rel' => $entry['rel'],
            'link_category' => [$category['term_id']],
        ])));
    }
    update_option('widget_links', [2 => ['category' => $category['term_id'], 'images' => 1, 'name' => 1], '_multiwidget' => 1]);
    wp_set_sidebars_widgets(['sidebar-1' => ['links-2']]);
}

$people = fill_people($blog['authors']);
$posts = [];
foreach ($blog['posts'] as $post) {
    $id = fill_post($post, $people, 'publish');
    $posts[$post['url']] = $id;
    if (get_permalink($id) !== $post['url']) {
        exit("$post[url] became " . get_permalink($id));
    }
}
foreach ($blog['drafts'] as $post) {
    fill_post($post, $people, 'draft');
}
$comments = [];
foreach ($blog['comments'] as $comment) {
    $parent = $comment['answers'] === null ? 0 : $comments[$comment['answers']];
    $comments[] = fill_comment($comment, $posts[$comment['post']], $parent);
}
fill_blogroll($blog['blogroll']);
foreach ($blog['pages'] as $page) {
    must(wp_insert_post(wp_slash($page + ['post_type' => 'page', 'post_status' => 'publish'])));
}
