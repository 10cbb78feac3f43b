package io.github.claudecliproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkAddressesTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "::1, [::1]",
        "::, [::]",
        "fe80::1:0:0:2, [fe80::1:0:0:2]",
        "2001:db8:0:0:1:0:0:0, [2001:db8:0:0:1::]",
        "1:2:3:4:5:6:7:0, [1:2:3:4:5:6:7:0]"
    })
    void written_isHowPeopleWriteIt(String address, String written) throws Exception {
        assertThat(NetworkAddresses.written(InetAddress.getByName(address))).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, http://127.0.0.1:9100", "::, http://127.0.0.1:9100", "::1, http://[::1]:9100"})
    void url_ofAllInterfaces_isThatOfThisMachine(String address, String url) throws Exception {
        assertThat(NetworkAddresses.url(InetAddress.getByName(address), 9100)).isEqualTo(url);
    }
}
