// SPDX-License-Identifier: Apache-2.0
// The few names of Asio that this folder uses, with the executor fixed: one io_context a thread, so nothing
// is locked.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>

// g++ 12 takes Asio's allocator of coroutine frames for a mismatch, wherever a coroutine is inlined.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace concordat::http {

namespace asio = boost::asio;

using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Steady = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<Steady, asio::wait_traits<Steady>, Executor>;
template <class T>
using Awaitable = asio::awaitable<T, Executor>;
using ErrorCode = boost::system::error_code;

}  // namespace concordat::http
