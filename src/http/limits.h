// SPDX-License-Identifier: Apache-2.0
// What one client may take of the server. Everything has a limit.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace concordat::http {

struct Limits {
  // sizes
  std::size_t target_bytes = 8 * 1024;          ///< longer: 414
  std::size_t header_bytes = 16 * 1024;         ///< request line and headers; longer: 431
  std::size_t header_lines = 100;               ///< more: 431
  std::uint64_t body_bytes = 1 << 20;           ///< where the route says nothing else; longer: 413
  std::size_t buffered_body_bytes = 64 * 1024;  ///< up to here a body is read before a worker is taken
  std::size_t chunk_extension_bytes = 256;      ///< of one chunk; longer: 400

  // Deadlines. Nobody is cut off later than these and half a second.
  std::chrono::milliseconds header_deadline{10'000};  ///< absolute, from connecting or the first byte: 408
  std::chrono::milliseconds keep_alive_deadline{30'000};  ///< between two requests of a connection
  std::chrono::milliseconds idle_deadline{
      20'000};  ///< between two reads of a body, and for 64 KiB of an answer
  /// Waiting for all of a body together, and a second more for each `body_bytes_per_second` that came.
  std::chrono::milliseconds body_deadline{30'000};
  std::uint64_t body_bytes_per_second = 16 * 1024;
  std::chrono::milliseconds linger_deadline{
      2'000};  ///< reading on after a refusal, so that the client gets to see it

  // numbers
  std::size_t requests_per_connection = 1'000;
  std::size_t connections = 4'096;
  std::size_t connections_per_peer = 256;  ///< an IPv4 address, or an IPv6 /64

  // event streams
  std::chrono::milliseconds event_interval{250};
  std::chrono::milliseconds heartbeat_interval{15'000};
};

}  // namespace concordat::http
