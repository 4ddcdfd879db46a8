<?php
// One code tree and one database; the host that is asked for says which of the blogs it is.
$table_prefix = strtok($_SERVER['HTTP_HOST'], '.') . '_';
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:' . getenv('WP_DB_SOCKET'));
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
define('WP_HOME', 'http://' . $_SERVER['HTTP_HOST']);
define('WP_SITEURL', WP_HOME);
define('WPMU_PLUGIN_DIR', __DIR__ . '/mu-plugins');
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    define("{$name}_KEY", 'test only');
    define("{$name}_SALT", 'test only');
}
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_DEBUG', false);
require_once ABSPATH . 'wp-settings.php';
