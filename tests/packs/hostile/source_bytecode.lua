-- expect: fault error "compiled Lua"
-- Compiled code could do anything.
@ESC@LuaT
