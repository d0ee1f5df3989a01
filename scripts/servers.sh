# shellcheck shell=bash
# The servers as ordinary processes from the system's packages: launch_KIND SERVER FOLDER starts one with the settings
# in scripts/conf. None ever touches the system's own services.

readonly SERVERS=(db redis redlock-1 redlock-2 redlock-3 redlock-4 redlock-5 rabbitmq kafka)

# What is asked (in printf's notation), and how the answer begins (in hex). A database greets by itself: three bytes of
# length, a zero, protocol 10. Redis: +PONG. RabbitMQ: a frame of type 1, Connection.Start. Kafka: ApiVersions 0 with
# correlation id 1, which comes back after the length.
readonly -A QUESTION=(
  [db]=''
  [redis]='PING\r\n'
  [rabbitmq]='AMQP\x00\x00\x09\x01'
  [kafka]='\x00\x00\x00\x0a\x00\x12\x00\x00\x00\x00\x00\x01\xff\xff'
)
readonly -A ANSWER=([db]='??????000a' [redis]=2b504f4e47 [rabbitmq]=01 [kafka]='????????00000001')

readonly KAFKA_VERSION=4.1.1
readonly KAFKA=$CACHE/kafka-$KAFKA_VERSION
readonly MYSQL=$CACHE/mysql

# answers SERVER: within two seconds, and as it should
answers() {
  local kind=${1/redlock-?/redis} ask=ask heard
  # a database greets before anything is encrypted
  [[ $kind == db ]] || ! speak_tls || ask=ask_over_tls
  # NUL bytes do not fit into a shell variable, hence the detour over od
  heard=$("$ask" "${PORT[$1]}" "${QUESTION[$kind]}" "$((${#ANSWER[$kind]} / 2))" 2>/dev/null | od -An -v -tx1 | tr -d ' \n') || true
  # shellcheck disable=SC2053  # a pattern
  [[ $heard == ${ANSWER[$kind]} ]]
}

# ask PORT QUESTION LENGTH: the first bytes of the answer
ask() {
  # shellcheck disable=SC2016
  timeout 2 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0" && printf "$1" >&3 && head -c "$2" <&3' "$@"
}

# fill TEMPLATE: with the stack's name, folder and ports
fill() {
  local text name
  text=$(<"scripts/conf/$1")
  text=${text//@STACK@/$STACK}
  text=${text//@DIR@/"$STACK_DIR"}
  for name in "${!PORT[@]}"; do
    text=${text//@$name@/${PORT[$name]}}
  done
  echo "$text"
}

# The programs of all of them.
install_servers() {
  # not the rabbitmq-server on the PATH: that one switches to a user who cannot read this folder
  local packages=(redis-server=redis-server /usr/lib/rabbitmq/bin/rabbitmq-server=rabbitmq-server)
  # my_print_defaults is what mariadb-install-db looks for
  [[ $DB == mysql ]] || packages+=(mariadbd=mariadb-server-core my_print_defaults=mariadb-client-core)
  need_packages "${packages[@]}"
  [[ $DB == mariadb ]] || install_mysql
  install_kafka
  ! speak_tls || need_packages openssl=openssl
}

launch_mariadb() {
  make_data "$2" mariadb-install-db --no-defaults --skip-test-db --auth-root-authentication-method=normal || return 1
  fill mariadb.cnf >"$2/my.cnf"
  encrypt_database "$2"
  detach "$2" mariadbd --defaults-file="$2/my.cnf" --user="$(id -un)"
}

# make_data FOLDER COMMAND...: all of it or nothing, and what the database does at each start
make_data() {
  local data=$1/data
  # the grants are those that the containers get; here each has to be on one line, without comments
  grep -hE '^(CREATE|GRANT)' scripts/conf/accounts.sql src/main/docker/database-grants.sql >"$1/accounts.sql"
  [[ ! -d $data ]] || return 0
  rm -rf "$data.new"
  "${@:2}" --user="$(id -un)" --datadir="$data.new" >>"$1/log" 2>&1 && mv "$data.new" "$data"
}

# Sets MYSQLD, the command, and MYSQL_BASE, where it finds its files: the host's MySQL where there is a real one; else
# Debian sid's in a folder of its own, run by the loader and the libraries that came with it, without chroot or root.
find_mysql() {
  local version libraries
  MYSQLD=(mysqld)
  MYSQL_BASE=()
  version=$(mysqld --version 2>/dev/null) || true
  [[ $version == *MariaDB* || ! $version =~ Ver\ ([89]|[1-9][0-9])\. ]] || return 0
  [[ -x $MYSQL/usr/sbin/mysqld ]] || return 1
  libraries=$(echo "$MYSQL"/usr/lib/*-linux-gnu*)
  MYSQLD=("$(echo "$libraries"/ld-linux-*.so.*)" --library-path "$libraries" "$MYSQL/usr/sbin/mysqld")
  MYSQL_BASE=(--basedir="$MYSQL/usr")
}

install_mysql() {
  ! find_mysql || return 0
  has apt-get && ((EUID == 0)) ||
    fail "MySQL could not be had: no mysqld 8 or newer here, and fetching one from Debian needs apt-get and root"
  need_packages debootstrap=debootstrap /usr/share/keyrings/debian-archive-keyring.gpg=debian-archive-keyring
  with_lock "$CACHE/mysql.lock" fetch_mysql ||
    fail "MySQL could not be had: debootstrap failed; the last lines of $CACHE/mysql.log say why"
}

fetch_mysql() {
  ! find_mysql || return 0
  say "fetching MySQL (once per machine, about a minute)"
  # never into what a debootstrap that was cut off may have left mounted there
  rm -rf --one-file-system "$MYSQL.new"
  debootstrap --variant=minbase --include=mysql-server-core,mysql-client-core sid "$MYSQL.new" \
    </dev/null >"$CACHE/mysql.log" 2>&1 9>&- || return 1
  rm -rf "$MYSQL.new"/var/cache/apt "$MYSQL.new"/var/lib/apt/lists "$MYSQL.new"/usr/share/{doc,man,locale}
  mv "$MYSQL.new" "$MYSQL"
}

launch_mysql() {
  find_mysql
  make_data "$2" "${MYSQLD[@]}" --no-defaults "${MYSQL_BASE[@]}" --initialize-insecure || return 1
  fill mysql.cnf >"$2/my.cnf"
  encrypt_database "$2"
  detach "$2" "${MYSQLD[@]}" --defaults-file="$2/my.cnf" "${MYSQL_BASE[@]}" --user="$(id -un)"
}

launch_redis() {
  local listen=(--port "${PORT[$1]}") options=(--appendonly yes --appendfsync everysec)
  # those for Redlock keep nothing
  [[ $1 == redis ]] || options=(--appendonly no --maxmemory 32mb --maxmemory-policy noeviction)
  ! speak_tls || redis_over_tls "${PORT[$1]}"
  mkdir -p "$2/data"
  detach "$2" redis-server --bind 127.0.0.1 "${listen[@]}" --dir "$2/data" --save '' "${options[@]}"
}

# With a port mapper (epmd) of its own.
launch_rabbitmq() {
  local epmd=$STACK_DIR/epmd
  mkdir -p "$2/home" "$epmd"
  fill rabbitmq.conf >"$2/rabbitmq.conf"
  fill rabbitmq-env.conf >"$2/rabbitmq-env.conf"
  encrypt_rabbitmq "$2"
  echo '[].' >"$2/enabled_plugins"
  pid_of "$epmd" >/dev/null || detach "$epmd" epmd -address 127.0.0.1 -port "${PORT[epmd]}"
  await 10 port_is_taken "${PORT[epmd]}" || return 1
  # "under systemd" its script becomes the node; else it would wait beside it, and the wrong one would get our signals
  HOME=$2/home ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=${PORT[epmd]} RABBITMQ_CONF_ENV_FILE=$2/rabbitmq-env.conf \
    RUNNING_UNDER_SYSTEMD=yes detach "$2" /usr/lib/rabbitmq/bin/rabbitmq-server
}

# Kafka's server comes from its Maven artifacts.
install_kafka() {
  need_jdk
  [[ -d $KAFKA/lib ]] || with_lock "$CACHE/kafka.lock" fetch_kafka ||
    fail "Kafka $KAFKA_VERSION could not be fetched with Maven; the last lines of $CACHE/kafka.log say why"
}

fetch_kafka() {
  [[ ! -d $KAFKA/lib ]] || return 0
  say "fetching Kafka $KAFKA_VERSION (once per machine)"
  rm -rf "$KAFKA.new"
  ./mvnw -q -B -ntp -f scripts/conf/kafka-pom.xml -Dkafka.version="$KAFKA_VERSION" \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DincludeScope=runtime \
    -DoutputDirectory="$KAFKA.new/lib" </dev/null >"$CACHE/kafka.log" 2>&1 9>&- && mv "$KAFKA.new" "$KAFKA"
}

launch_kafka() {
  local java
  need_jdk
  java=("$JAVA" -Xms128m -Xmx512m -XX:+UseSerialGC -Djava.awt.headless=true
    -Dlog4j2.configurationFile="$ROOT/scripts/conf/kafka-log4j2.properties" -cp "$KAFKA/lib/*")
  mkdir -p "$2/data"
  fill server.properties >"$2/server.properties"
  encrypt_kafka "$2"
  if [[ ! -f $2/data/meta.properties ]]; then
    "${java[@]}" kafka.tools.StorageTool format --ignore-formatted --cluster-id TG9ja3N0ZXBMb2Nrc3RlcA \
      --config "$2/server.properties" >>"$2/log" 2>&1 || return 1
  fi
  detach "$2" "${java[@]}" kafka.Kafka "$2/server.properties"
}
