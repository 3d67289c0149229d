import { expect, test } from 'vitest'
import { isLoopback, isPrivate, isSameSubnet, parseHostPort } from '../../src/network/address.ts'

test('host:port is read, and anything else is refused without being quoted', () => {
  expect(parseHostPort('127.0.0.1:29737')).toEqual({ host: '127.0.0.1', port: 29737 })
  expect(parseHostPort('node1.example.org:1')).toEqual({ host: 'node1.example.org', port: 1 })
  for (const text of ['', 'a', 'a:', ':1', 'a:0', 'a:65536', 'a:1x', 'a b:1', '[::1]:1', '\u001b[2J:1']) {
    expect(() => parseHostPort(text)).toThrow(expect.objectContaining({ code: 'ADDRESS_INVALID' }))
  }
})

test('loopback, private and other addresses are told apart', () => {
  expect(['127.0.0.1', '127.9.9.9', 'localhost'].every(isLoopback)).toBe(true)
  expect(['10.0.0.1', '172.16.0.1', '172.31.255.1', '192.168.1.1', '169.254.3.4'].every(isPrivate)).toBe(true)
  const others = [
    '172.15.0.1',
    '172.32.0.1',
    '8.8.8.8',
    '100.64.0.1',
    '127.0.0.1',
    '256.1.1.1',
    'localhost',
    '::1',
  ]
  expect(others.filter(isPrivate)).toEqual([])
})

test('a subnet ends where its mask ends', () => {
  expect(isSameSubnet('192.168.1.7', '192.168.1.200', '255.255.255.0')).toBe(true)
  expect(isSameSubnet('192.168.1.7', '192.168.2.7', '255.255.255.0')).toBe(false)
  expect(isSameSubnet('10.200.0.1', '10.1.2.3', '255.0.0.0')).toBe(true)
  expect(isSameSubnet('::1', '10.1.2.3', '255.0.0.0')).toBe(false)
})
