#!/bin/bash
# Whether turns can be answered: the server answers /health/ready with 200. A container without curl can ask as well.
exec 3<>/dev/tcp/127.0.0.1/9100 || exit 1
printf 'GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r -t 4 _ status _ <&3
[ "$status" = 200 ]
