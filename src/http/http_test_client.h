// SPDX-License-Identifier: Apache-2.0
// A small blocking client for tests: sends exactly the bytes it is told to, and reads answers. It follows no
// rule that a test might want to break. Every wait has a limit, so a test fails and does not hang.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "http/headers.h"

namespace concordat::http::test {

struct Answer {
  int status = 0;
  Headers headers = {};
  std::string body = {};
  bool complete = false;  ///< the body ended as its framing says it ends

  [[nodiscard]] std::string header(std::string_view name) const {
    return std::string{headers.find(name).value_or("")};
  }
};

class Client {
 public:
  explicit Client(std::uint16_t port, std::chrono::milliseconds patience = std::chrono::seconds{30})
      : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}, patience_{patience} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  Client(Client&& other) noexcept
      : socket_{std::exchange(other.socket_, -1)},
        patience_{other.patience_},
        connected_{other.connected_},
        closed_{other.closed_},
        arrived_{std::move(other.arrived_)} {}
  Client& operator=(Client&& other) noexcept {
    std::swap(socket_, other.socket_);
    std::swap(patience_, other.patience_);
    std::swap(connected_, other.connected_);
    std::swap(closed_, other.closed_);
    std::swap(arrived_, other.arrived_);
    return *this;
  }
  Client(Client const&) = delete;
  Client& operator=(Client const&) = delete;
  ~Client() { close(); }

  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] int descriptor() const { return socket_; }
  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  /// Ends our side only.
  void end() { ::shutdown(socket_, SHUT_WR); }

  /// False where the server has cut us off.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      auto const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// One answer, 1xx included; nothing where the connection ended, or patience did, before its head was
  /// whole. `to_head`: the answer to a HEAD request has no body, whatever it says.
  std::optional<Answer> receive(bool to_head = false) {
    std::size_t end = 0;
    while ((end = arrived_.find("\r\n\r\n")) == std::string::npos) {
      if (!read_more()) return std::nullopt;
    }
    auto answer = parse_head(arrived_.substr(0, end + 2));
    arrived_.erase(0, end + 4);
    if (to_head || answer.status < 200 || answer.status == 204 || answer.status == 304) {
      answer.complete = true;
    } else if (answer.header("Transfer-Encoding") == "chunked") {
      read_chunks(answer);
    } else if (auto const length = answer.headers.find("Content-Length")) {
      read_length(answer, std::strtoull(std::string{*length}.c_str(), nullptr, 10));
    } else {
      while (read_more()) {
      }
      answer.body = std::exchange(arrived_, {});
      answer.complete = closed_;
    }
    return answer;
  }

  std::optional<Answer> ask(std::string_view bytes) {
    send(bytes);
    return receive();
  }

  /// Bytes until `mark` is among them, mark included; what there is where it never comes.
  std::string read_until(std::string_view mark) {
    std::size_t at = 0;
    while ((at = arrived_.find(mark)) == std::string::npos && read_more()) {
    }
    return take(at == std::string::npos ? arrived_.size() : at + mark.size());
  }

  /// Whether the server closes its side within our patience; what it still says is dropped.
  bool is_closed() {
    while (read_more()) {
    }
    return closed_;
  }

 private:
  bool read_more() {
    if (closed_) return false;
    pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, static_cast<int>(patience_.count())) <= 0) return false;
    char room[16384];
    auto const got = ::recv(socket_, room, sizeof room, 0);
    if (got <= 0) {
      closed_ = true;
      return false;
    }
    arrived_.append(room, static_cast<std::size_t>(got));
    return true;
  }

  std::string take(std::size_t length) {
    auto taken = arrived_.substr(0, length);
    arrived_.erase(0, length);
    return taken;
  }

  static Answer parse_head(std::string_view head) {
    Answer answer;
    auto line_end = head.find("\r\n");
    auto const line = head.substr(0, line_end);
    if (line.size() > 12) std::from_chars(line.data() + 9, line.data() + 12, answer.status);
    for (head.remove_prefix(line_end + 2); !head.empty(); head.remove_prefix(line_end + 2)) {
      line_end = head.find("\r\n");
      auto const header = head.substr(0, line_end);
      auto const colon = header.find(": ");
      answer.headers.add(header.substr(0, colon), header.substr(colon + 2));
    }
    return answer;
  }

  void read_length(Answer& answer, std::size_t length) {
    while (arrived_.size() < length && read_more()) {
    }
    answer.complete = arrived_.size() >= length;
    answer.body = take(length);
  }

  void read_chunks(Answer& answer) {
    for (;;) {
      auto const line = read_until("\r\n");
      if (!line.ends_with("\r\n")) return;
      auto const length = std::strtoull(line.c_str(), nullptr, 16);
      while (arrived_.size() < length + 2 && read_more()) {
      }
      if (arrived_.size() < length + 2) return;
      answer.body += take(length);
      take(2);
      if (length == 0) {
        answer.complete = true;
        return;
      }
    }
  }

  int socket_;
  std::chrono::milliseconds patience_;
  bool connected_ = false;
  bool closed_ = false;
  std::string arrived_;
};

/// "GET /path HTTP/1.1" with the headers that are needed, and the given lines ("Name: value\r\n") after them.
[[nodiscard]] inline std::string get(std::string_view target, std::string_view lines = "") {
  std::string text{"GET "};
  return text.append(target).append(" HTTP/1.1\r\nHost: hub.test\r\n").append(lines).append("\r\n");
}

[[nodiscard]] inline std::string post(std::string_view target, std::string_view body,
                                      std::string_view lines = "") {
  std::string text{"POST "};
  text.append(target)
      .append(" HTTP/1.1\r\nHost: hub.test\r\nContent-Length: ")
      .append(std::to_string(body.size()));
  return text.append("\r\n").append(lines).append("\r\n").append(body);
}

}  // namespace concordat::http::test
