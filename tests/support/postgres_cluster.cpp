// SPDX-License-Identifier: Apache-2.0
#include "support/postgres_cluster.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <thread>
#include <vector>

#include "store/driver.h"

namespace concordat::test_support {
namespace {

constexpr char const* user_name = "concordat-test";

std::filesystem::path find_programs() {
  std::vector<std::filesystem::path> found;
  std::error_code none;
  for (auto const& version : std::filesystem::directory_iterator{"/usr/lib/postgresql", none}) {
    if (std::filesystem::exists(version.path() / "bin/postgres")) found.push_back(version.path() / "bin");
  }
  return found.empty() ? std::filesystem::path{} : *std::max_element(found.begin(), found.end());
}

/// Runs in the child between fork and exec.
void become_ordinary_user(passwd const* user) {
  if (user != nullptr &&
      (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0))
    ::_exit(126);
}

struct Command {
  std::vector<std::string> words;
  std::filesystem::path folder;  ///< where it stands, and writes its log
  passwd const* user = nullptr;
  int signal_when_parent_dies = 0;
};

pid_t launch(Command const& command) {
  std::vector<char*> words;
  for (auto const& word : command.words) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  auto const log = command.folder / "log";
  auto const child = ::fork();
  if (child != 0) return child;
  become_ordinary_user(command.user);
  // after the change of user, which clears it
  ::prctl(PR_SET_PDEATHSIG, command.signal_when_parent_dies);
  auto const out = ::open(log.c_str(), O_CREAT | O_APPEND | O_WRONLY, 0600);
  auto const in = ::open("/dev/null", O_RDONLY);
  ::dup2(in, 0);
  ::dup2(out, 1);
  ::dup2(out, 2);
  if (::chdir(command.folder.c_str()) != 0) ::_exit(126);
  ::setenv("LC_ALL", "C", 1);
  ::execv(words[0], words.data());
  ::_exit(127);
}

bool finished_well(pid_t child) {
  int status = 0;
  return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// Null where this program is not root, or where the user cannot be made.
passwd const* ordinary_user() {
  if (::geteuid() != 0) return nullptr;
  if (auto const* known = ::getpwnam(user_name)) return known;
  finished_well(launch(
      {{"/usr/sbin/useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", user_name},
       std::filesystem::temp_directory_path()}));
  return ::getpwnam(user_name);
}

bool wait_until(std::function<bool()> const& done) {
  auto const end = std::chrono::steady_clock::now() + std::chrono::seconds{60};
  while (std::chrono::steady_clock::now() < end) {
    if (done()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  return false;
}

/// Waits for the end of the test program, however it comes, and clears up behind it.
[[noreturn]] void watch(int life_line, std::filesystem::path const& folder) {
  ::setsid();
  char byte = 0;
  while (::read(life_line, &byte, 1) < 0 && errno == EINTR) {
  }
  std::ifstream file{folder / "data" / "postmaster.pid"};
  pid_t server = 0;
  if (file >> server && server > 1) {
    ::kill(server, SIGQUIT);
    wait_until([&] { return ::kill(server, 0) != 0; });
  }
  // again and again, where something still writes there
  wait_until([&] {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return !std::filesystem::exists(folder, ignored);
  });
  ::_exit(0);
}

std::string& reason() {
  static std::string text;
  return text;
}

}  // namespace

std::string const& PostgresCluster::why_not() {
  return reason();
}

PostgresCluster* PostgresCluster::shared() {
  static std::unique_ptr<PostgresCluster> const cluster = [] {
    std::unique_ptr<PostgresCluster> made{new PostgresCluster};
    if (!made->prepare()) made.reset();
    return made;
  }();
  return cluster.get();
}

bool PostgresCluster::prepare() {
  programs_ = find_programs();
  if (programs_.empty()) {
    reason() = "no PostgreSQL server under /usr/lib/postgresql; install postgresql-15";
    return false;
  }
  auto pattern = (std::filesystem::temp_directory_path() / "concordat-pg-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) return false;
  folder_ = pattern;
  auto const* user = ordinary_user();
  if (::geteuid() == 0) {
    if (user == nullptr || ::chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0) {
      reason() = "the server must not run as root, and the user concordat-test is missing; run ./setup";
      return false;
    }
  }
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return false;
  watcher_ = ::fork();
  if (watcher_ == 0) {
    ::close(ends[1]);
    watch(ends[0], folder_);
  }
  ::close(ends[0]);
  life_line_ = ends[1];
  auto const made = finished_well(launch({{programs_ / "initdb", "--pgdata=data", "--username=concordat",
                                           "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"},
                                          folder_,
                                          user,
                                          SIGKILL}));
  reason() = "the PostgreSQL cluster could not be made";
  return made && start();
}

bool PostgresCluster::start() {
  Command command{{programs_ / "postgres", "-D", "data"}, folder_, ordinary_user(), SIGQUIT};
  for (auto const* const setting :
       {"listen_addresses=", "fsync=on", "shared_buffers=64MB", "max_connections=40", "wal_level=minimal",
        "max_wal_senders=0", "log_min_error_statement=panic", "autovacuum=off",
        // initdb wrote without syncing; file by file, the recovery after a kill would take seconds to do so
        "recovery_init_sync_method=syncfs"}) {
    command.words.insert(command.words.end(), {"-c", setting});
  }
  command.words.insert(command.words.end(), {"-c", "unix_socket_directories=" + folder_.string()});
  server_ = launch(command);
  reason() = "the PostgreSQL server did not start";
  bool ended = false;
  auto const answers = [&] {
    ended = ::waitpid(server_, nullptr, WNOHANG) != 0;
    return ended || store::Connection::open(url_of("postgres")).has_value();
  };
  return wait_until(answers) && !ended;
}

void PostgresCluster::give(std::filesystem::path const& folder) const {
  auto const* user = ordinary_user();
  if (user != nullptr && ::chown(folder.c_str(), user->pw_uid, user->pw_gid) != 0) std::abort();
}

store::Url PostgresCluster::url_of(std::string const& database) const {
  auto url = store::Url::parse("postgresql://concordat@/" + database + "?host=" + folder_.string());
  return *url;
}

bool PostgresCluster::run_sql(std::string const& sql) {
  auto connection = store::Connection::open(url_of("postgres"));
  return connection && connection->core().driver->run_script(sql);
}

store::Url PostgresCluster::make_database() {
  auto const name = "test_" + std::to_string(++made_);
  if (!run_sql("CREATE SCHEMA " + name)) std::abort();  // nothing of what follows would mean anything
  auto url = store::Url::parse(url_of("postgres").target() + "&options=-csearch_path%3D" + name);
  return *url;
}

void PostgresCluster::kill() {
  if (server_ <= 0) return;
  // SIGQUIT: every process ends at once, without a word and without a checkpoint; the next start recovers
  ::kill(server_, SIGQUIT);
  ::waitpid(server_, nullptr, 0);
  server_ = 0;
}

void PostgresCluster::stop() {
  kill();
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  if (life_line_ >= 0) ::close(life_line_);
  if (watcher_ > 0) ::waitpid(watcher_, nullptr, 0);
}

PostgresCluster::~PostgresCluster() {
  stop();
}

}  // namespace concordat::test_support
