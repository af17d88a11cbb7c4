// SPDX-License-Identifier: Apache-2.0
// A connected socket, plain or TLS. Used by its I/O thread only.
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "http/server/asio_types.h"
#include "http/server/server.h"

namespace boost::asio::ssl {
class context;
}

namespace concordat::http {

struct IoResult {
  ErrorCode error;
  std::size_t bytes = 0;
};

class Transport {
 public:
  Transport() = default;
  Transport(Transport const&) = delete;
  Transport& operator=(Transport const&) = delete;
  virtual ~Transport() = default;

  [[nodiscard]] virtual Awaitable<ErrorCode> handshake() = 0;
  [[nodiscard]] virtual Awaitable<IoResult> read_some(std::span<char> room) = 0;
  /// All of both, in order.
  [[nodiscard]] virtual Awaitable<IoResult> write(std::array<asio::const_buffer, 2> bytes) = 0;
  /// Says that nothing more comes; the socket itself stays open for reading.
  [[nodiscard]] virtual Awaitable<void> say_end() = 0;
  /// Whatever still arrives, undecoded.
  [[nodiscard]] virtual Awaitable<IoResult> read_raw(std::span<char> room) = 0;
  [[nodiscard]] virtual Socket& socket() = 0;
  /// RFC 2253; empty where none was shown. After the handshake.
  [[nodiscard]] virtual std::string certificate_subject() const = 0;
  [[nodiscard]] virtual bool secure() const = 0;
};

using TlsContext = std::shared_ptr<asio::ssl::context>;

/// TLS 1.2 and up. Problems: "http.tls-files", "http.tls-client-ca".
[[nodiscard]] Result<TlsContext> make_tls_context(TlsOptions const& options);

/// `tls` may be null: plain.
[[nodiscard]] std::unique_ptr<Transport> make_transport(Socket socket, TlsContext const& tls);

}  // namespace concordat::http
