// SPDX-License-Identifier: Apache-2.0
#include "serve/witness/ask_peers.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <string>

#include "http/server/ask.h"

namespace concordat::serve {
namespace {

using Steady = std::chrono::steady_clock;

/// "http://host:port" of an address.
std::string server_of(std::string_view url) {
  auto const host = url.find("://");
  return std::string{url.substr(0, host == url.npos ? host : url.find('/', host + 3))};
}

class Patience {
 public:
  explicit Patience(PeerPatience patience) : patience_{patience} {}

  /// How long this server may still take; nothing left: zero.
  [[nodiscard]] std::chrono::milliseconds left(std::string const& server) {
    std::lock_guard const turn{mutex_};
    auto const end = ends_.try_emplace(server, Steady::now() + patience_.round).first->second;
    auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Steady::now());
    return std::clamp(left, std::chrono::milliseconds{0}, patience_.question);
  }

 private:
  PeerPatience patience_;
  std::mutex mutex_;
  std::map<std::string, Steady::time_point> ends_;
};

}  // namespace

ledger::GossipFetch ask_peers_over_http(PeerPatience patience) {
  auto const all = std::make_shared<Patience>(patience);
  return [all](std::string const& url) -> Result<ledger::GossipAnswer> {
    // A deadline of nothing is no answer at once.
    auto answer = http::get({.url = url, .deadline = all->left(server_of(url))});
    if (!answer) return fail(answer);
    return ledger::GossipAnswer{answer->status, std::move(answer->body)};
  };
}

}  // namespace concordat::serve
