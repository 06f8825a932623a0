#pragma once

// A real server for the tests of the client, and the certificates it shows.

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

namespace millrace::effects {

namespace asio = boost::asio;
using asio::ip::tcp;

// What a peer does with one request that it has read.
struct Behaviour {
    std::string bytes;      // written as they are
    bool hangs = false;     // then: neither writes nor closes, until the server ends
    bool hangs_up = false;  // writes before it reads anything
    bool endless = false;   // repeats the bytes until the client goes
};
using Script = std::function<Behaviour(const std::string& request)>;

inline std::string ok(const std::string& body, const std::string& headers = "") {
    return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}
inline std::string redirect(const std::string& location, const std::string& status = "302 Found") {
    return "HTTP/1.1 " + status + "\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
}

// A certificate for the names, and its key, in one PEM file. It is its own authority.
class Certificate {
public:
    explicit Certificate(const std::string& names) {
        EVP_PKEY* key = EVP_EC_gen("P-256");
        X509* certificate = X509_new();
        X509_set_version(certificate, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        X509_set_pubkey(certificate, key);
        X509_NAME* name = X509_get_subject_name(certificate);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
        X509_set_issuer_name(certificate, name);
        X509_EXTENSION* alternative = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
        X509_add_ext(certificate, alternative, -1);
        X509_sign(certificate, key, EVP_sha256());

        std::string pattern = "/tmp/millrace-certificate-XXXXXX";
        const int file = mkstemp(pattern.data());
        REQUIRE(file >= 0);
        FILE* out = fdopen(file, "w");
        PEM_write_X509(out, certificate);
        PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(out);
        path_ = pattern;
        X509_EXTENSION_free(alternative);
        X509_free(certificate);
        EVP_PKEY_free(key);
    }
    ~Certificate() { std::remove(path_.c_str()); }
    Certificate(const Certificate&) = delete;
    Certificate& operator=(const Certificate&) = delete;

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

// A real server on 127.0.0.1, port 0, one connection after the other.
class Peer {
public:
    explicit Peer(Script script, const Certificate* certificate = nullptr)
        : script_(std::move(script)), acceptor_(io_, {asio::ip::make_address("127.0.0.1"), 0}) {
        if (certificate != nullptr) {
            tls_.emplace(asio::ssl::context::tls_server);
            tls_->use_certificate_file(certificate->path(), asio::ssl::context::pem);
            tls_->use_private_key_file(certificate->path(), asio::ssl::context::pem);
        }
        thread_ = std::thread([this] { serve(); });
    }
    ~Peer() {
        stopping_ = true;
        // The acceptor waits: one last connection wakes it.
        boost::system::error_code ignored;
        tcp::socket last(io_);
        last.connect(acceptor_.local_endpoint(), ignored);
        thread_.join();
    }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    std::string port() const { return std::to_string(acceptor_.local_endpoint().port()); }
    std::string at(const std::string& host) const { return host + ":" + port(); }
    std::vector<std::string> requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
    }

private:
    void serve() {
        std::vector<tcp::socket> hanging;
        while (true) {
            tcp::socket socket(io_);
            boost::system::error_code code;
            acceptor_.accept(socket, code);
            if (stopping_) {
                return;
            }
            if (tls_) {
                asio::ssl::stream<tcp::socket&> stream(socket, *tls_);
                stream.handshake(asio::ssl::stream_base::server, code);
                if (!code) {
                    converse(stream);
                }
            } else if (converse(socket)) {
                hanging.push_back(std::move(socket));
            }
        }
    }

    // Whether the connection is to stay open, silent.
    template <class Stream>
    bool converse(Stream& stream) {
        std::string request;
        boost::system::error_code code;
        if (const Behaviour rude = script_(""); rude.hangs_up) {
            asio::write(stream, asio::buffer(rude.bytes), code);
            return false;
        }
        const std::size_t head = asio::read_until(stream, asio::dynamic_buffer(request), "\r\n\r\n", code);
        const std::size_t length_at = request.find("Content-Length: ");
        if (length_at < head) {
            const std::size_t size = head + std::strtoul(request.c_str() + length_at + 16, nullptr, 10);
            if (size > request.size()) {
                asio::read(stream, asio::dynamic_buffer(request), asio::transfer_exactly(size - request.size()), code);
            }
        }
        {
            const std::lock_guard lock(mutex_);
            requests_.push_back(request);
        }
        const Behaviour behaviour = script_(request);
        do {
            asio::write(stream, asio::buffer(behaviour.bytes), code);
        } while (behaviour.endless && !code);
        return behaviour.hangs;
    }

    Script script_;
    asio::io_context io_;
    tcp::acceptor acceptor_;
    std::optional<asio::ssl::context> tls_;
    std::atomic<bool> stopping_ = false;
    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
    std::thread thread_;
};

}  // namespace millrace::effects
