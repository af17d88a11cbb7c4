// SPDX-License-Identifier: Apache-2.0
#include "http/server/transport.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace concordat::http {
namespace {

namespace ssl = asio::ssl;

constexpr auto use_awaitable = asio::as_tuple(asio::use_awaitable_t<Executor>{});

class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(Socket socket) : socket_{std::move(socket)} {}

  Awaitable<ErrorCode> handshake() override { co_return ErrorCode{}; }

  Awaitable<IoResult> read_some(std::span<char> room) override {
    auto const [error, bytes] =
        co_await socket_.async_read_some(asio::buffer(room.data(), room.size()), use_awaitable);
    co_return IoResult{error, bytes};
  }

  Awaitable<IoResult> write(std::array<asio::const_buffer, 2> bytes) override {
    auto const [error, written] = co_await asio::async_write(socket_, bytes, use_awaitable);
    co_return IoResult{error, written};
  }

  Awaitable<void> say_end() override {
    ErrorCode ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    co_return;
  }

  Awaitable<IoResult> read_raw(std::span<char> room) override { return read_some(room); }
  Socket& socket() override { return socket_; }
  std::string certificate_subject() const override { return ""; }
  bool secure() const override { return false; }

 private:
  Socket socket_;
};

class TlsTransport final : public Transport {
 public:
  TlsTransport(Socket socket, TlsContext context)
      : context_{std::move(context)}, stream_{std::move(socket), *context_} {}

  Awaitable<ErrorCode> handshake() override {
    auto const [error] = co_await stream_.async_handshake(ssl::stream_base::server, use_awaitable);
    co_return error;
  }

  Awaitable<IoResult> read_some(std::span<char> room) override {
    auto const [error, bytes] =
        co_await stream_.async_read_some(asio::buffer(room.data(), room.size()), use_awaitable);
    co_return IoResult{error, bytes};
  }

  Awaitable<IoResult> write(std::array<asio::const_buffer, 2> bytes) override {
    auto const [error, written] = co_await asio::async_write(stream_, bytes, use_awaitable);
    co_return IoResult{error, written};
  }

  Awaitable<void> say_end() override {
    static_cast<void>(co_await stream_.async_shutdown(use_awaitable));
    ErrorCode ignored;
    socket().shutdown(Socket::shutdown_send, ignored);
  }

  Awaitable<IoResult> read_raw(std::span<char> room) override {
    auto const [error, bytes] =
        co_await stream_.next_layer().async_read_some(asio::buffer(room.data(), room.size()), use_awaitable);
    co_return IoResult{error, bytes};
  }

  Socket& socket() override { return stream_.next_layer(); }

  std::string certificate_subject() const override {
    auto* const handle = const_cast<ssl::stream<Socket>&>(stream_).native_handle();
    std::unique_ptr<X509, decltype(&X509_free)> const certificate{SSL_get1_peer_certificate(handle),
                                                                  &X509_free};
    if (!certificate) return "";
    std::unique_ptr<BIO, decltype(&BIO_free_all)> const text{BIO_new(BIO_s_mem()), &BIO_free_all};
    if (!text ||
        X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate.get()), 0, XN_FLAG_RFC2253) < 0)
      return "";
    char* data = nullptr;
    auto const length = BIO_get_mem_data(text.get(), &data);
    return {data, static_cast<std::size_t>(length)};
  }

  bool secure() const override { return true; }

 private:
  TlsContext context_;
  ssl::stream<Socket> stream_;
};

}  // namespace

Result<TlsContext> make_tls_context(TlsOptions const& options) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  auto* const handle = context->native_handle();
  SSL_CTX_set_min_proto_version(handle, TLS1_2_VERSION);
  SSL_CTX_set_options(handle,
                      SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Forward secrecy and authenticated encryption only; TLS 1.3 has nothing else.
  SSL_CTX_set_cipher_list(handle, "ECDHE+AESGCM:ECDHE+CHACHA20");
  constexpr unsigned char session_name[] = "concordat";
  SSL_CTX_set_session_id_context(handle, session_name, sizeof session_name - 1);
  ErrorCode error;
  context->use_certificate_chain_file(options.certificate_file.string(), error);
  if (!error) context->use_private_key_file(options.key_file.string(), ssl::context::pem, error);
  if (error || SSL_CTX_check_private_key(handle) != 1)
    return fail(Fault::unavailable, "http.tls-files", "The certificate or its key cannot be used.",
                "Name a certificate chain and its private key, both as PEM.");
  if (options.client_ca_file) {
    context->load_verify_file(options.client_ca_file->string(), error);
    if (error)
      return fail(Fault::unavailable, "http.tls-client-ca",
                  "The certificates that clients are checked against cannot be read.",
                  "Name a file of certificates as PEM.");
    context->set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert, error);
  }
  return context;
}

std::unique_ptr<Transport> make_transport(Socket socket, TlsContext const& tls) {
  if (tls) return std::make_unique<TlsTransport>(std::move(socket), tls);
  return std::make_unique<PlainTransport>(std::move(socket));
}

}  // namespace concordat::http
