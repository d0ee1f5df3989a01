# shellcheck shell=bash
# The servers as ordinary processes from the system's packages. For each: install_X brings the programs, start_X starts
# it in "$STACK_DIR/<server>" on the stack's ports, answers_X asks it something. None ever touches the system's own
# services or their data.

readonly SERVERS=(db redis redlock-1 redlock-2 redlock-3 redlock-4 redlock-5 rabbitmq kafka)

readonly KAFKA_VERSION=4.1.1
readonly DEPENDENCY_PLUGIN=org.apache.maven.plugins:maven-dependency-plugin:3.8.1

# Name and password of this project's accounts on every server here; they are reachable from this machine only.
readonly SERVER_USER=lockstep
readonly SERVER_PASSWORD=lockstep

# What answers for a server: redlock-3 is a redis, db is whichever database the stack has.
kind_of() {
  case $1 in
    db) echo "$DB" ;;
    redlock-*) echo redlock ;;
    *) echo "$1" ;;
  esac
}

directory_of() {
  echo "$STACK_DIR/$1"
}

pidfile_of() {
  echo "$STACK_DIR/$1/pid"
}

log_of() {
  echo "$STACK_DIR/$1/log"
}

# ---------------------------------------------------------------------------------------------------------------------
# MariaDB

install_mariadb() {
  # my_print_defaults is what mariadb-install-db looks for
  need_packages mariadbd=mariadb-server-core my_print_defaults=mariadb-client-core
}

start_mariadb() {
  local dir=$1
  if [[ ! -d $dir/data ]]; then
    rm -rf "$dir/data.new"
    mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$dir/data.new" --skip-test-db \
      --auth-root-authentication-method=normal >>"$dir/log" 2>&1 &&
      mv "$dir/data.new" "$dir/data" || return 1
  fi
  write_database_accounts "$dir/accounts.sql"
  # the default redo log fills up within seconds under load; the options after max-connections are what makes a commit
  # that was answered survive a power cut
  detach "$dir/pid" "$dir/data" "$dir/log" mariadbd --no-defaults --user="$(id -un)" --datadir="$dir/data" \
    --socket=mysqld.sock --pid-file="$dir/mysqld.pid" --bind-address=127.0.0.1 --port="$PORT_DB" --skip-name-resolve \
    --init-file="$dir/accounts.sql" --character-set-server=utf8mb4 --innodb-buffer-pool-size=512M \
    --innodb-log-file-size=512M --max-connections=500 --innodb-flush-log-at-trx-commit=1 --innodb-doublewrite=ON \
    --sync-binlog=1
}

answers_mariadb() {
  # the greeting: three bytes of length, a zero, protocol 10
  [[ $(answer_of "$PORT_DB" '' 5) == ??????000a ]]
}

# The statements are the ones that the containers get; an init file wants each on one line, without comments.
write_database_accounts() {
  {
    echo "CREATE DATABASE IF NOT EXISTS lockstep CHARACTER SET utf8mb4;"
    echo "CREATE USER IF NOT EXISTS '$SERVER_USER'@'%' IDENTIFIED BY '$SERVER_PASSWORD';"
    grep '^GRANT' "$ROOT/src/main/docker/database-grants.sql"
  } >"$1"
}

# ---------------------------------------------------------------------------------------------------------------------
# MySQL: the host's where it has a real one; else Debian sid's in a folder of its own, run by the loader and the
# libraries that came with it, so that neither a chroot nor root is needed to run it.

install_mysql() {
  has_mysql && return 0
  has apt-get || fail "MySQL could not be had: no mysqld 8 or newer here, and no apt-get to fetch one with"
  ((EUID == 0)) ||
    fail "MySQL could not be had: no mysqld 8 or newer here, and fetching one (with debootstrap) needs root"
  need_packages debootstrap=debootstrap /usr/share/keyrings/debian-archive-keyring.gpg=debian-archive-keyring
  with_lock "$CACHE/mysql.lock" fetch_mysql ||
    fail "MySQL could not be had: debootstrap failed; the last lines of $CACHE/mysql.log say why"
}

has_mysql() {
  mysql_of_host || [[ -x $CACHE/mysql/usr/sbin/mysqld ]]
}

mysql_of_host() {
  local version
  version=$(mysqld --version 2>/dev/null) || return 1
  [[ $version != *MariaDB* && $version =~ Ver\ ([0-9]+)\. ]] && ((BASH_REMATCH[1] >= 8))
}

fetch_mysql() {
  has_mysql && return 0
  local new=$CACHE/mysql.new
  say "fetching MySQL (once per machine, about a minute)"
  # never into what a debootstrap that was cut off may have left mounted there
  rm -rf --one-file-system "$new"
  debootstrap --variant=minbase --include=mysql-server-core,mysql-client-core sid "$new" </dev/null >"$CACHE/mysql.log" 2>&1 &&
    [[ -x $new/usr/sbin/mysqld ]] && rm -rf "$new"/var/cache/apt "$new"/var/lib/apt/lists "$new"/usr/share/{doc,man,locale} &&
    mv "$new" "$CACHE/mysql" || return 1
}

# Sets MYSQLD to the command that starts it, with the options that have to come first.
find_mysql() {
  local root=$CACHE/mysql libraries loader
  if mysql_of_host; then
    MYSQLD=(mysqld --no-defaults)
    return
  fi
  libraries=$(echo "$root"/usr/lib/*-linux-gnu*)
  loader=$(echo "$libraries"/ld-linux-*.so.*)
  MYSQLD=("$loader" --library-path "$libraries" "$root/usr/sbin/mysqld" --no-defaults --basedir="$root/usr")
}

start_mysql() {
  local dir=$1
  find_mysql
  if [[ ! -d $dir/data ]]; then
    rm -rf "$dir/data.new"
    "${MYSQLD[@]}" --initialize-insecure --user="$(id -un)" --datadir="$dir/data.new" >>"$dir/log" 2>&1 &&
      mv "$dir/data.new" "$dir/data" || return 1
  fi
  write_database_accounts "$dir/accounts.sql"
  # MySQL's own defaults are durable: binary log and redo log are flushed at every commit
  detach "$dir/pid" "$dir/data" "$dir/log" "${MYSQLD[@]}" --user="$(id -un)" --datadir="$dir/data" \
    --socket=mysqld.sock --pid-file="$dir/mysqld.pid" --bind-address=127.0.0.1 --port="$PORT_DB" --mysqlx=OFF \
    --skip-name-resolve --init-file="$dir/accounts.sql" --secure-file-priv= --innodb-buffer-pool-size=512M \
    --innodb-redo-log-capacity=512M --max-connections=500
}

answers_mysql() {
  answers_mariadb
}

# ---------------------------------------------------------------------------------------------------------------------
# Redis: one for the service, five without persistence for Redlock

install_redis() {
  need_packages redis-server=redis-server
}

start_redis() {
  start_redis_on "$1" "$PORT_REDIS" --appendonly yes --appendfsync everysec
}

start_redlock() {
  start_redis_on "$1" "$(redlock_port "${1##*-}")" --appendonly no --maxmemory 32mb --maxmemory-policy noeviction
}

start_redis_on() {
  local dir=$1 port=$2
  shift 2
  mkdir -p "$dir/data"
  detach "$dir/pid" "$dir/data" "$dir/log" redis-server --bind 127.0.0.1 --port "$port" --dir "$dir/data" --save '' \
    --set-proc-title no "$@"
}

redlock_port() {
  local name=PORT_REDLOCK_$1
  echo "${!name}"
}

answers_redis() {
  redis_answers_on "$PORT_REDIS"
}

answers_redlock() {
  redis_answers_on "$(redlock_port "${1##*-}")"
}

redis_answers_on() {
  # +PONG
  [[ $(answer_of "$1" 'PING\r\n' 5) == 2b504f4e47 ]]
}

# ---------------------------------------------------------------------------------------------------------------------
# RabbitMQ, with a port mapper (epmd) of its own

install_rabbitmq() {
  # not the rabbitmq-server on the PATH: that one switches to a user who cannot read this folder
  need_packages /usr/lib/rabbitmq/bin/rabbitmq-server=rabbitmq-server
}

start_rabbitmq() {
  local dir=$1
  mkdir -p "$dir/home" "$dir/mnesia"
  rm -f "$dir/node.pid"
  echo '[].' >"$dir/enabled_plugins"
  : >"$dir/rabbitmq-env.conf"
  cat >"$dir/rabbitmq.conf" <<CONF
listeners.tcp.default = 127.0.0.1:$PORT_RABBITMQ
default_user = $SERVER_USER
default_pass = $SERVER_PASSWORD
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 200MB
# less memory for the logs of quorum queues than the 512 MB that a server of its own would give them
raft.wal_max_size_bytes = 67108864
log.console = true
log.console.level = warning
# a client that went away is no news, least of all our own question whether it answers
log.connection.level = error
log.file = false
CONF
  start_epmd "$dir" || return 1
  HOME=$dir/home \
    ERL_EPMD_ADDRESS=127.0.0.1 \
    ERL_EPMD_PORT=$PORT_EPMD \
    RABBITMQ_CONF_ENV_FILE=$dir/rabbitmq-env.conf \
    RABBITMQ_CONFIG_FILE=$dir/rabbitmq.conf \
    RABBITMQ_ENABLED_PLUGINS_FILE=$dir/enabled_plugins \
    RABBITMQ_NODENAME=lockstep@localhost \
    RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 \
    RABBITMQ_NODE_PORT=$PORT_RABBITMQ \
    RABBITMQ_DIST_PORT=$PORT_RABBITMQ_DIST \
    RABBITMQ_MNESIA_BASE=$dir/mnesia \
    RABBITMQ_LOG_BASE=$dir \
    RABBITMQ_PID_FILE=$dir/node.pid \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1} -lockstep rabbitmq-$PORT_RABBITMQ" \
    detach "$dir/starter" rabbitmq-server "$dir/log" /usr/lib/rabbitmq/bin/rabbitmq-server
  # the starter waits beside the node; the node is what has to be stopped and killed, and it tells its id itself
  await 60 rabbitmq_node_or_end "$dir" && [[ -s $dir/node.pid ]] || return 1
  record_process "$dir/pid" "$(tr -dc 0-9 <"$dir/node.pid")" "rabbitmq-$PORT_RABBITMQ"
}

rabbitmq_node_or_end() {
  [[ -s $1/node.pid ]] || is_gone "$1/starter"
}

start_epmd() {
  is_running "$1/epmd" ||
    detach "$1/epmd" "$PORT_EPMD" "$1/log" epmd -address 127.0.0.1 -port "$PORT_EPMD"
}

# It keeps nothing, so it needs no warning.
stop_epmd() {
  ! signal_process "$(directory_of rabbitmq)/epmd" KILL || await 10 is_gone "$(directory_of rabbitmq)/epmd"
}

answers_rabbitmq() {
  # a frame of type 1 (method): Connection.Start
  [[ $(answer_of "$PORT_RABBITMQ" 'AMQP\x00\x00\x09\x01' 1) == 01 ]]
}

# ---------------------------------------------------------------------------------------------------------------------
# Kafka, broker and controller in one process, from its Maven artifacts

install_kafka() {
  [[ -d $(kafka_home)/lib ]] || with_lock "$CACHE/kafka.lock" fetch_kafka ||
    fail "Kafka $KAFKA_VERSION could not be fetched with Maven; the last lines of $CACHE/kafka.log say why"
}

kafka_home() {
  echo "$CACHE/kafka-$KAFKA_VERSION"
}

fetch_kafka() {
  local home new
  home=$(kafka_home)
  new=$home.new
  [[ ! -d $home/lib ]] || return 0
  say "fetching Kafka $KAFKA_VERSION (once per machine)"
  rm -rf "$new"
  mkdir -p "$new"
  cat >"$new/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>io.lockstep</groupId>
  <artifactId>kafka-server</artifactId>
  <version>$KAFKA_VERSION</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>$KAFKA_VERSION</version>
    </dependency>
    <dependency> <!-- what Kafka's own archive adds so that it can log -->
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-slf4j-impl</artifactId>
      <version>2.24.3</version>
    </dependency>
  </dependencies>
</project>
POM
  "$ROOT/mvnw" -q -B -ntp -f "$new/pom.xml" "$DEPENDENCY_PLUGIN:copy-dependencies" -DincludeScope=runtime \
    -DoutputDirectory="$new/lib" </dev/null >"$CACHE/kafka.log" 2>&1 9>&- &&
    mv "$new" "$home"
}

start_kafka() {
  local dir=$1 home java
  home=$(kafka_home)
  mkdir -p "$dir/data"
  write_kafka_settings "$dir"
  java=("$JAVA" -Xms128m -Xmx512m -XX:+UseSerialGC -Djava.awt.headless=true
    "-Dlog4j2.configurationFile=$dir/log4j2.properties" -cp "$home/lib/*")
  if [[ ! -f $dir/data/meta.properties ]]; then
    "${java[@]}" kafka.tools.StorageTool format --ignore-formatted --cluster-id TG9ja3N0ZXBMb2Nrc3RlcA \
      --config "$dir/server.properties" >>"$dir/log" 2>&1 || return 1
  fi
  detach "$dir/pid" "$dir/server.properties" "$dir/log" "${java[@]}" kafka.Kafka "$dir/server.properties"
}

write_kafka_settings() {
  cat >"$1/server.properties" <<CONF
process.roles=broker,controller
node.id=1
listeners=BROKER://127.0.0.1:$PORT_KAFKA,CONTROLLER://127.0.0.1:$PORT_KAFKA_CONTROLLER
advertised.listeners=BROKER://127.0.0.1:$PORT_KAFKA
listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=BROKER
controller.listener.names=CONTROLLER
controller.quorum.voters=1@127.0.0.1:$PORT_KAFKA_CONTROLLER
log.dirs=$1/data
num.partitions=6
auto.create.topics.enable=true
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
# a broker that was killed is let in again only when its old session is over
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=4000
log.cleaner.dedupe.buffer.size=16777216
CONF
  cat >"$1/log4j2.properties" <<'CONF'
status=error
appender.stdout.type=Console
appender.stdout.name=STDOUT
appender.stdout.layout.type=PatternLayout
appender.stdout.layout.pattern=%d %p %c{1} %m%n
rootLogger.level=warn
rootLogger.appenderRef.stdout.ref=STDOUT
CONF
}

answers_kafka() {
  # ApiVersions, version 0, correlation id 1, no client id: the reply begins with its length and the correlation id
  [[ $(answer_of "$PORT_KAFKA" '\x00\x00\x00\x0a\x00\x12\x00\x00\x00\x00\x00\x01\xff\xff' 8) == ????????00000001 ]]
}
