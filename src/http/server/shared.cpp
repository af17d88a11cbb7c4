// SPDX-License-Identifier: Apache-2.0
#include "http/server/shared.h"

#include <fmt/format.h>

namespace concordat::http {

Doorkeeper::Answer Doorkeeper::enter(std::string const& peer) {
  std::lock_guard const lock{mutex_};
  auto& of_peer = by_peer_[peer];
  // Over the limit by an eighth is for those who come while others are being sent away.
  if (of_peer >= most_of_peer_ || inside_ >= most_ + most_ / 8) {
    if (of_peer == 0) by_peer_.erase(peer);
    return Answer::refused;
  }
  ++of_peer;
  return inside_++ < most_ ? Answer::welcome : Answer::crowded;
}

void Doorkeeper::leave(std::string const& peer) {
  std::lock_guard const lock{mutex_};
  auto const found = by_peer_.find(peer);
  if (--found->second == 0) by_peer_.erase(found);
  if (--inside_ == 0) empty_.notify_all();
}

std::size_t Doorkeeper::inside() const {
  std::lock_guard const lock{mutex_};
  return inside_;
}

bool Doorkeeper::wait_until_empty(std::chrono::milliseconds deadline) {
  std::unique_lock lock{mutex_};
  return empty_.wait_for(lock, deadline, [this] { return inside_ == 0; });
}

std::string peer_key(asio::ip::address const& address) {
  if (address.is_v4()) return address.to_string();
  auto const six = address.to_v6();
  if (six.is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, six).to_string();
  auto const bytes = six.to_bytes();
  std::string key;
  for (std::size_t index = 0; index < 8; ++index) key += fmt::format("{:02x}", bytes[index]);
  return key;
}

}  // namespace concordat::http
