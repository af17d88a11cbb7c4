// SPDX-License-Identifier: Apache-2.0
#include "cli/config/serve_config.h"

#include <arpa/inet.h>

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/text.h"
#include "catalogue/decode.h"
#include "catalogue/yaml.h"

namespace concordat::cli {
namespace {

using catalogue::MapReader;
using catalogue::Node;
using catalogue::Remarks;

constexpr std::int64_t most_threads = 64;
constexpr std::int64_t most_workers = 256;
constexpr std::int64_t usual_threads = 2;
constexpr std::int64_t usual_workers = 4;
constexpr std::string_view usual_listen = "127.0.0.1:8080";
constexpr std::string_view sqlite_scheme = "sqlite:";

bool is_postgresql(std::string_view url) { return url.starts_with("postgresql://") || url.starts_with("postgres://"); }

bool is_loopback(std::string_view host) { return host.starts_with("127.") || host == "::1"; }

bool is_numeric(std::string const& host) {
  in6_addr any{};
  return ::inet_pton(AF_INET, host.c_str(), &any) == 1 || ::inet_pton(AF_INET6, host.c_str(), &any) == 1;
}

/// A password may stand before the host or among the parameters, and any of its letters may be written as %XX: whoever
/// writes one there can write it in a file.
bool holds_password(std::string_view url) {
  auto const rest = url.substr(url.find("://") + 3);
  auto const query = rest.find('?');
  auto const at = rest.substr(0, query).rfind('@');
  if (at != rest.npos && rest.substr(0, at).find(':') != rest.npos) return true;
  if (query == rest.npos) return false;
  for (auto const parameter : text::split(rest.substr(query + 1), '&')) {
    auto const name = text::ascii_lower(parameter.substr(0, parameter.find('=')));
    if (name == "password" || name == "sslpassword" || name.find('%') != name.npos) return true;
  }
  return false;
}

/// "host:port" or "[host]:port" taken apart; no host where it is neither.
struct Endpoint {
  std::string host;
  std::optional<std::int64_t> port;
};

Endpoint endpoint(std::string_view written) {
  auto const colon = written.rfind(':');
  if (colon == written.npos) return {};
  auto host = written.substr(0, colon);
  bool const bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (bracketed != (host.find(':') != host.npos)) return {};
  return {std::string{host}, text::parse_integer(written.substr(colon + 1))};
}

bool is_port(std::optional<std::int64_t> port, std::int64_t least) { return port && *port >= least && *port <= 65'535; }

/// A host name or number as a browser writes it in an origin: lower case, without a user, a path or a default port.
bool is_origin_host(std::string_view host) {
  if (host.empty() || host.size() > 253) return false;
  if (host.front() == '[') {
    return host.back() == ']' && host.size() > 2 && is_numeric(std::string{host.substr(1, host.size() - 2)});
  }
  return host.front() != '.' && host.front() != '-' && host.back() != '.' && host.find("..") == host.npos &&
         std::all_of(host.begin(), host.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
         });
}

class Reader {
 public:
  Reader(std::string const& file, Findings& findings)
      : remarks_{file, findings}, folder_{std::filesystem::path{file}.parent_path()} {}

  ServeConfig read(Node const& root) {
    MapReader map{root, remarks_, "the file"};
    ServeConfig config;
    (void)map.choice("format", "unknown-format", {"concordat-serve/1"});
    config.database = database(map, "database", true);
    config.key_database = database(map, "key_database", false);
    config.keys = path(map, "keys", false);
    config.definitions = path(map, "definitions", false);
    config.web = path(map, "web", false);
    if (auto const* tls = map.find("tls", Node::Kind::map)) {
      MapReader inner{*tls, remarks_, "tls"};
      config.tls = ServeConfig::Tls{path(inner, "certificate", true), path(inner, "key", true)};
      inner.done();
    }
    listen(map, config);
    config.origin = origin(map);
    config.mail = mail(map);
    config.drop = drop(map);
    config.threads = count(map, "threads", {usual_threads, 1, most_threads});
    config.workers = count(map, "workers", {usual_workers, 1, most_workers});
    map.done();
    if (is_postgresql(config.database) && config.keys.empty() && root.find("keys") == nullptr) {
      remarks_.error("missing-key", root, "A database on PostgreSQL has no place of its own for keys",
                     "Add 'keys', a folder on this machine that only the hub may read.");
    }
    return config;
  }

 private:
  std::string placed(std::string_view written) const {
    std::filesystem::path const path{written};
    return path.is_absolute() || folder_.empty() ? path.string() : (folder_ / path).string();
  }

  Node const* filled(MapReader& map, std::string_view key, bool required) {
    auto const* node = required ? map.need(key, Node::Kind::text) : map.find(key, Node::Kind::text);
    if (node == nullptr) return nullptr;
    if (node->text.empty()) {
      remarks_.error("empty-value", *node, fmt::format("'{}' is empty", key), "Write the value, or leave the key out.");
      return nullptr;
    }
    if (std::any_of(node->text.begin(), node->text.end(), [](char c) { return c >= 0 && c < ' '; })) {
      remarks_.error("bad-value", *node, fmt::format("'{}' holds a control character", key), "Write it on one line.");
      return nullptr;
    }
    return node;
  }

  std::string path(MapReader& map, std::string_view key, bool required) {
    auto const* node = filled(map, key, required);
    if (node == nullptr) return {};
    if (node->text.find("PRIVATE KEY") != std::string::npos) {
      remarks_.error("secret-inside", *node, fmt::format("'{}' holds a key, not the path of one", key),
                     "Put the key into a file that only the hub may read, and write the file's path here. Make a new key: "
                     "this one has been in a file that more people may read.");
      return {};
    }
    return placed(node->text);
  }

  std::string database(MapReader& map, std::string_view key, bool required) {
    auto const* node = filled(map, key, required);
    if (node == nullptr) return {};
    auto const& url = node->text;
    if (url.starts_with(sqlite_scheme) && url.size() > sqlite_scheme.size()) {
      return std::string{sqlite_scheme} + placed(std::string_view{url}.substr(sqlite_scheme.size()));
    }
    if (!is_postgresql(url)) {
      // Not quoted: what was mistyped may still hold a password.
      remarks_.error("bad-database", *node, fmt::format("'{}' is no address of a database", key),
                     "Write sqlite:PATH or postgresql://USER@HOST/NAME.");
      return {};
    }
    if (holds_password(url)) {
      remarks_.error("secret-inside", *node, fmt::format("'{}' holds a password", key),
                     "Take it out and name a password file instead: postgresql://USER@HOST/NAME?passfile=PATH.");
      return {};
    }
    return url;
  }

  void listen(MapReader& map, ServeConfig& config) {
    auto const* node = map.find("listen", Node::Kind::text);
    auto const written = node == nullptr ? std::string{usual_listen} : node->text;
    auto const to = endpoint(written);
    if (node != nullptr && (!is_numeric(to.host) || !is_port(to.port, 0))) {
      remarks_.error("bad-listen", *node, fmt::format("'{}' is no address and port", written),
                     "Write a numeric address and a port, as \"127.0.0.1:8080\" or \"[::1]:8080\".");
      return;
    }
    if (node != nullptr && !is_loopback(to.host) && map.node().find("tls") == nullptr) {
      remarks_.error("plain-text", *node, "Without 'tls' everybody on the network could read along",
                     "Add 'tls', or listen on 127.0.0.1 and put a proxy with TLS on this machine before it.");
    }
    config.host = to.host;
    config.port = static_cast<std::uint16_t>(*to.port);
  }

  std::string origin(MapReader& map) {
    auto const* node = filled(map, "origin", true);
    if (node == nullptr) return {};
    auto rest = std::string_view{node->text};
    bool const secure = rest.starts_with("https://");
    bool const plain = rest.starts_with("http://");
    rest.remove_prefix(secure ? 8 : plain ? 7 : 0);
    auto const colon = rest.ends_with(']') ? rest.npos : rest.rfind(':');
    auto const host = rest.substr(0, colon);
    auto const port = colon == rest.npos ? std::optional<std::int64_t>{} : text::parse_integer(rest.substr(colon + 1));
    bool const usual = port && *port == (secure ? 443 : 80);  // a browser leaves it out, and so never sends this origin
    // Written back, so that "08080" is not taken for what a browser sends.
    bool const ported = colon == rest.npos || (is_port(port, 1) && !usual && rest.substr(colon + 1) == std::to_string(*port));
    if ((!secure && !plain) || !is_origin_host(host) || !ported) {
      remarks_.error("bad-origin", *node, fmt::format("'{}' is not what a browser calls a site", node->text),
                     "Write https://, the host in small letters and, unless it is the usual one, the port: \"https://hub.example\". "
                     "No path, no slash at the end.");
      return {};
    }
    if (plain && host != "localhost" && host != "[::1]" && !(is_loopback(host) && is_numeric(std::string{host}))) {
      remarks_.error("plain-text", *node, "Over http:// everybody on the way could read along",
                     "Write https://; http:// is for localhost only.");
    }
    return node->text;
  }

  std::optional<ServeConfig::Mail> mail(MapReader& map) {
    auto const* node = map.find("mail", Node::Kind::map);
    if (node == nullptr) return std::nullopt;
    MapReader inner{*node, remarks_, "mail"};
    ServeConfig::Mail mail;
    if (auto const* from = filled(inner, "from", true)) {
      mail.from = from->text;
      if (!text::is_mailbox(mail.from)) {
        remarks_.error("bad-value", *from, fmt::format("'{}' is no address of a mailbox", mail.from), "Write it as hub@partnership.example.");
      }
    }
    mail.spool = path(inner, "spool", false);
    mail.sendmail = path(inner, "sendmail", false);
    inner.done();
    if (node->find("spool") == nullptr && node->find("sendmail") == nullptr) {
      remarks_.error("missing-key", *node, "Nothing says how reminders leave",
                     "Add 'spool', a folder for them, or 'sendmail', a program that takes them: /usr/sbin/sendmail.");
    }
    return mail;
  }

  std::optional<ServeConfig::Drop> drop(MapReader& map) {
    auto const* node = map.find("drop", Node::Kind::map);
    if (node == nullptr) return std::nullopt;
    MapReader inner{*node, remarks_, "drop"};
    ServeConfig::Drop drop{path(inner, "folder", true), count(inner, "every", {60, 5, 86'400}), count(inner, "settle", {10, 1, 3'600})};
    inner.done();
    return drop;
  }

  struct Limits {
    std::int64_t usual;
    std::int64_t least;
    std::int64_t most;
  };
  unsigned count(MapReader& map, std::string_view key, Limits const& limits) {
    auto const* node = map.find(key, Node::Kind::integer);
    if (node == nullptr) return static_cast<unsigned>(limits.usual);
    if (node->integer < limits.least || node->integer > limits.most) {
      remarks_.error("out-of-range", *node, fmt::format("'{}' cannot be {}", key, node->integer),
                     fmt::format("Write a number from {} to {}.", limits.least, limits.most));
      return static_cast<unsigned>(limits.usual);
    }
    return static_cast<unsigned>(node->integer);
  }

  Remarks remarks_;
  std::filesystem::path folder_;
};

ParsedServeConfig take_apart(tl::expected<Node, Finding> const& root, std::string const& file) {
  ParsedServeConfig parsed;
  if (!root) {
    parsed.findings.push_back(root.error());
    return parsed;
  }
  auto config = Reader{file, parsed.findings}.read(*root);
  if (!has_errors(parsed.findings)) parsed.config = std::move(config);
  return parsed;
}

}  // namespace

ParsedServeConfig read_serve_config(std::string_view text, std::string const& file) {
  return take_apart(catalogue::read_yaml(text, file), file);
}

ParsedServeConfig read_serve_config_file(std::string const& path) {
  return take_apart(catalogue::read_yaml_file(path), path);
}

}  // namespace concordat::cli
