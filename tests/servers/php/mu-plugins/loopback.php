<?php
// Test only: the blogs reach each other under their names, on this server's own port, and nothing else.
add_filter('http_request_args', fn($args) => ['reject_unsafe_urls' => false] + $args);
remove_filter('pingback_ping_source_uri', 'pingback_ping_source_uri');
add_action('http_api_curl', fn($curl) =>
    curl_setopt($curl, CURLOPT_CONNECT_TO, ['::127.0.0.1:' . getenv('WP_PORT')]));
add_filter('pre_http_request', function ($answer, $args, $url) {
    $ours = in_array(parse_url($url, PHP_URL_HOST), explode(' ', getenv('WP_HOSTS')), true);
    return $ours ? $answer : new WP_Error('offline', "Not asked in tests: $url");
}, 10, 3);
add_filter('pre_wp_mail', '__return_true');
add_filter('pre_option_link_manager_enabled', '__return_true');  // the classic blogroll
add_filter('comment_flood_filter', '__return_false', 99);  // all pingbacks come from one address
add_filter('preprocess_comment', function ($comment) {
    $at = getenv('WP_PINGED_AT');  // so that the same rows are right on every day
    return $comment['comment_type'] === 'pingback' ? ['comment_date' => $at, 'comment_date_gmt' => $at] + $comment : $comment;
});
