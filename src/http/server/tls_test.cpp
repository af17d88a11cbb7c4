// SPDX-License-Identifier: Apache-2.0
// The server over TLS, with certificates made by the openssl command line tool for each run.
#include <openssl/ssl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "http/server/server_test_tools.h"

namespace concordat::http::test {
namespace {

namespace files = std::filesystem;

struct Free {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

/// A TLS client over the raw one. Trusts whoever answers: it is the server that is tested.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int newest = 0, files::path const& certificate = {})
      : context_{SSL_CTX_new(TLS_client_method())}, socket_{port} {
    SSL_CTX_set_security_level(context_.get(), 0);  // or the client itself would refuse to be old
    if (newest != 0) SSL_CTX_set_max_proto_version(context_.get(), newest);
    if (!certificate.empty()) {
      SSL_CTX_use_certificate_chain_file(context_.get(), (certificate.string() + ".pem").c_str());
      SSL_CTX_use_PrivateKey_file(context_.get(), (certificate.string() + ".key").c_str(), SSL_FILETYPE_PEM);
    }
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket_.descriptor());
    connected_ = SSL_connect(ssl_.get()) == 1;
  }

  [[nodiscard]] bool connected() const { return connected_; }
  bool send(std::string_view bytes) {
    return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) ==
           static_cast<int>(bytes.size());
  }
  /// Everything until the server says goodbye.
  std::string read_all() {
    std::string all;
    char room[16384];
    for (;;) {
      auto const got = SSL_read(ssl_.get(), room, sizeof room);
      if (got <= 0) return all;
      all.append(room, static_cast<std::size_t>(got));
    }
  }
  /// Whether the end was a close_notify and not just a lost connection.
  [[nodiscard]] bool ended_well() const {
    return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
  }
  [[nodiscard]] std::string version() const { return SSL_get_version(ssl_.get()); }

 private:
  std::unique_ptr<SSL_CTX, Free> context_;
  Client socket_;
  std::unique_ptr<SSL, Free> ssl_;
  bool connected_ = false;
};

class Tls : public Serving {
 protected:
  static void SetUpTestSuite() {
    ::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to sockets that the server may have closed
    folder = files::temp_directory_path() / ("http-tls-" + std::to_string(::getpid()));
    files::create_directory(folder);
    make("server", "/CN=hub.test");
    make("client", "/O=Northshire/CN=peer hub");
    make("stranger", "/CN=stranger");
  }
  static void TearDownTestSuite() { files::remove_all(folder); }

  /// folder/NAME.pem and folder/NAME.key, signed by itself.
  static void make(std::string const& name, std::string const& subject) {
    auto const command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj '" +
        subject + "' -keyout '" + (folder / name).string() + ".key' -out '" + (folder / name).string() +
        ".pem' 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }

  Tls() {
    options.tls = TlsOptions{.certificate_file = folder / "server.pem", .key_file = folder / "server.key"};
    router.add(Method::get, "/who", [](Request& request) {
      return plain(request.peer.certificate_subject + (request.secure ? " secure" : " plain"));
    });
  }

  static inline files::path folder;
};

TEST_F(Tls, AnswersOverTls13AndEndsWell) {
  start();
  TlsClient one{server->port()};
  ASSERT_TRUE(one.connected());
  EXPECT_EQ(one.version(), "TLSv1.3");
  ASSERT_TRUE(one.send(get("/") + get("/who", "Connection: close\r\n")));
  auto const all = one.read_all();
  EXPECT_NE(all.find("home"), std::string::npos) << all;
  EXPECT_NE(all.find(" secure"), std::string::npos) << all;
  EXPECT_TRUE(one.ended_well());
}

TEST_F(Tls, SpeaksTls12AndNothingOlder) {
  start();
  EXPECT_EQ((TlsClient{server->port(), TLS1_2_VERSION}.version()), "TLSv1.2");
  EXPECT_FALSE((TlsClient{server->port(), TLS1_1_VERSION}.connected()));
  EXPECT_FALSE((TlsClient{server->port(), TLS1_VERSION}.connected()));
}

TEST_F(Tls, BodiesGoBothWays) {
  start();
  TlsClient one{server->port()};
  std::string const body(1000000, 'b');
  ASSERT_TRUE(one.send(post("/echo", body, "Connection: close\r\n")));
  EXPECT_TRUE(one.read_all().ends_with(body));
}

TEST_F(Tls, AnAnswerBeforeTheBodyHasArrivedGetsThrough) {
  start();
  TlsClient one{server->port()};
  one.send("POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n" + std::string(500000, 'x'));
  EXPECT_TRUE(one.read_all().ends_with("ignored"));
}

TEST_F(Tls, AClientCertificateIsAskedForWhereItIsWanted) {
  options.tls->client_ca_file = folder / "client.pem";
  start();
  TlsClient known{server->port(), 0, folder / "client"};
  ASSERT_TRUE(known.send(get("/who", "Connection: close\r\n")));
  EXPECT_TRUE(known.read_all().ends_with("CN=peer hub,O=Northshire secure"));
  for (auto const& path : {files::path{}, folder / "stranger"}) {
    TlsClient other{server->port(), 0, path};
    other.send(get("/who"));  // TLS 1.3 tells a client only after it believes to be connected
    EXPECT_EQ(other.read_all(), "");
  }
}

TEST_F(Tls, PlainWordsToATlsPortGetNothingAndTheServerLives) {
  start();
  auto plain_client = client();
  plain_client.send(get("/"));
  EXPECT_FALSE(plain_client.receive().has_value());
  TlsClient one{server->port()};
  EXPECT_TRUE(one.connected());
}

TEST_F(Tls, ASilentHandshakeIsCutOff) {
  options.limits.header_deadline = std::chrono::milliseconds{300};
  start();
  auto silent = client();
  EXPECT_TRUE(silent.is_closed());
  EXPECT_TRUE(eventually([this] { return server->connections() == 0; }));
}

TEST_F(Tls, FilesThatCannotBeUsedAreAProblem) {
  auto broken = options;
  broken.tls->key_file = folder / "client.key";
  EXPECT_EQ(Server::start(broken).error().code.view(), "http.tls-files");
  broken.tls->key_file = folder / "absent.key";
  EXPECT_EQ(Server::start(broken).error().code.view(), "http.tls-files");
  broken = options;
  broken.tls->client_ca_file = folder / "absent.pem";
  EXPECT_EQ(Server::start(broken).error().code.view(), "http.tls-client-ca");
}

}  // namespace
}  // namespace concordat::http::test
