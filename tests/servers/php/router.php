<?php
// Real files as they are; all else is WordPress's, as a web server with pretty addresses has it.
if (!in_array($_SERVER['HTTP_HOST'] ?? '', explode(' ', getenv('WP_HOSTS')), true)) {
    http_response_code(404);
    exit('No such host.');
}
$root = $_SERVER['DOCUMENT_ROOT'];
$path = rawurldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
if ($path !== '/' && is_file($root . $path)) {
    return false;
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = "$root/index.php";
chdir($root);
require "$root/index.php";
